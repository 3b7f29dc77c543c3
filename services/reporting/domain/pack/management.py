"""The report across contracts: each beside the others, people once, and why contracts do not add up."""

from collections.abc import Mapping, Sequence

from services.reporting.domain.metric import ORGANISATION, Metric, Unit
from services.reporting.domain.metrics.report import people
from services.reporting.domain.pack.contract import Brief, pack_period
from services.reporting.domain.pack.figures import cell_of, row_title, text
from services.reporting.domain.pack.model import Cell, Column, Pack, PackKind, Section, Show, Table
from services.reporting.domain.pack.parts import about, control_charts, definitions_table, months_table, ways_chart
from services.reporting.domain.pack.words import in_words

_CHARTED = ("referrals-received", "people-reached", "sessions-held", "attendances", "contacts")


def management_pack(brief: Brief, titles: Mapping[str, str]) -> Pack:
    """The report of all contracts; `titles` gives each contract's slug its name."""
    by_id = {metric.definition.id: metric for metric in brief.metrics}
    charts = control_charts(
        brief.figures,
        ORGANISATION,
        [by_id[each] for each in _CHARTED if each in by_id],
        brief.asked,
        {
            each: tuple((one.month, in_words(one.reason)) for one in brief.rebases if one.metric == each)
            for each in by_id
        },
        brief.terms.begins_on,
    )
    sections = (
        Section(
            "people",
            "People once",
            (
                *about(brief.audience, brief.profile, brief.asked),
                "Somebody whom two contracts worked with counts in each of them, and once in the organisation.",
            ),
            _people(brief, titles),
        ),
        Section("contracts", "Contracts side by side", (), _side_by_side(brief, titles)),
        Section(
            "months", "Over the months", (), (months_table(brief.figures, ORGANISATION, brief.metrics, brief.asked),),
            tuple(charts),
        ),
        Section(
            "ways", "Five Ways to Wellbeing", (), (),
            (ways_chart(brief.figures, ORGANISATION, by_id["five-ways"], brief.asked),),
        ),
        Section("definitions", "Definitions", (), (definitions_table(brief.metrics),)),
    )  # fmt: skip
    return Pack(
        kind=PackKind.ORGANISATION,
        title=f"{brief.title}: report for {brief.asked.period.label}",
        scope=ORGANISATION,
        scope_title=brief.title,
        period=pack_period(brief.asked),
        as_at=brief.asked.as_at,
        audience=brief.audience,
        profile=brief.profile,
        sections=sections,
        definitions=tuple(metric.definition for metric in brief.metrics),
        terms=dict(brief.versions),
    )


def _people(brief: Brief, titles: Mapping[str, str]) -> tuple[Table, ...]:
    slugs = brief.figures.contracts
    counted = people(slugs, brief.figures.tallies, brief.asked)
    rows = [(text(titles[slug]), cell_of(counted.by_contract[slug])) for slug in slugs]
    rows.append((text("Sum of the contracts"), Cell(counted.sum_of_contracts, Show.COUNT)))
    rows.append((text("All contracts, each person once"), Cell(counted.once, Show.COUNT)))
    overlaps = [
        (text(titles[each.contracts[0]]), text(titles[each.contracts[1]]), cell_of(each.people))
        for each in counted.overlaps
    ]
    return (
        Table("people-once", "People worked with", (Column("Contract"), Column("People", Show.COUNT)), tuple(rows)),
        Table(
            "overlap",
            "People of two contracts",
            (Column("Contract"), Column("Other contract"), Column("People in both", Show.COUNT)),
            tuple(overlaps),
        ),
    )


def _side_by_side(brief: Brief, titles: Mapping[str, str]) -> tuple[Table, ...]:
    scopes = (*brief.figures.contracts, ORGANISATION)
    heads = (*(Column(titles[slug]) for slug in brief.figures.contracts), Column("All contracts"))
    plain = [metric for metric in brief.metrics if metric.read_words is None]
    rows: list[tuple[Cell, ...]] = []
    for metric in plain:
        names = _names(brief, metric, scopes)
        rows += [
            (text(row_title(metric, name, list(names))), *_across(brief, metric, scopes, name, unit))
            for name, unit in names.items()
        ]
    tables = [Table("side-by-side", "Every measure", (Column("Measure"), *heads), tuple(rows))]
    for metric in brief.metrics:
        if metric.read_words is None or not (names := _names(brief, metric, scopes)):
            continue
        tables.append(
            Table(
                metric.definition.id,
                metric.definition.title,
                (Column("Figure"), *heads),
                tuple((text(in_words(name)), *_across(brief, metric, scopes, name, names[name])) for name in names),
            )
        )
    return tuple(tables)


def _names(brief: Brief, metric: Metric, scopes: Sequence[str]) -> Mapping[str, Unit]:
    return brief.figures.names(metric, [(scope, brief.asked.period) for scope in scopes])


def _across(brief: Brief, metric: Metric, scopes: Sequence[str], name: str, unit: Unit) -> list[Cell]:
    return [brief.figures.cell(metric, scope, brief.asked.period, name, unit) for scope in scopes]
