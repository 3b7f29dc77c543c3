"""The report of one contract for a period: what its commissioner, its team and its leaders read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from services.reporting.domain.metric import Figure, Metric
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.figures import Figures, cell_of, row_title, text
from services.reporting.domain.pack.model import (
    Audience,
    Cell,
    Column,
    Mark,
    Pack,
    PackKind,
    PackPeriod,
    Section,
    Show,
    Table,
)
from services.reporting.domain.pack.parts import (
    about,
    breakdown,
    change,
    control_charts,
    definitions_table,
    funnel_chart,
    months_table,
    ways_chart,
)
from services.reporting.domain.pack.words import in_words
from services.reporting.domain.period import Period, a_year_before, year_to_date
from services.reporting.domain.terms import ReportingTerms, target_of, verdict

BY_ID: Mapping[str, Metric] = MappingProxyType({each.definition.id: each for each in CONTRACT_METRICS})
FUNNEL, FIVE_WAYS = "funnel", "five-ways"
_WAITS = (
    "days-to-first", "days-to-plan", "days-to-second", "days-to-care", "still-waiting", "first-contact-in-time",
    "waiting-", "offered-in-three-weeks",
)  # fmt: skip
_PEOPLE = ("characteristics", "new-and-carried-forward", "re-referrals", "people-by-programme")
_OUTCOMES = ("hard-outcomes", "soft-outcomes", "outcomes", FIVE_WAYS, "distance-travelled")
_EXCEPTIONS = ("process-exceptions", "support-past-its-end")
_QUALITY = ("days-to-recording", "completeness", "corrections", "duplicates")
_TOLD_APART = (FUNNEL, *_WAITS, *_PEOPLE, *_OUTCOMES, *_EXCEPTIONS, *_QUALITY)
"""How ids begin of metrics that have a section of their own."""
_OF_CHARTS = (
    "Each chart shows months with their mean and the limits within which chance alone would leave most of them. Four "
    "rules tell a special cause: a month outside the limits, seven in a row on one side of the mean, seven in a row "
    "rising or falling, and two of three close to a limit."
)
_OF_PEOPLE = (
    "What people said of themselves. Not known, because nobody asked or wrote it down, is not the same as not stated, "
    "which is their answer."
)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a report is of, for whom, and what it is made from."""

    scope: str
    title: str
    commissioner: str
    terms: ReportingTerms
    versions: Mapping[str, str]
    asked: Asked
    audience: Audience
    profile: str
    figures: Figures
    rebases: tuple[Rebase, ...] = ()
    metrics: Sequence[Metric] = field(default=CONTRACT_METRICS)


def contract_pack(brief: Brief) -> Pack:
    """The report: summary first, then figures, charts, the way through, waits, people, outcomes and how sure it is."""
    sections = [
        _summary(brief),
        _measures(brief),
        _charts(brief),
        _way_through(brief),
        _waits(brief),
        _people(brief),
        _outcomes(brief),
        _exceptions(brief),
        _quality(brief),
        _definitions(brief),
    ]
    return Pack(
        kind=PackKind.CONTRACT,
        title=f"{brief.title}: report for {brief.asked.period.label}",
        scope=brief.scope,
        scope_title=brief.title,
        period=pack_period(brief.asked),
        as_at=brief.asked.as_at,
        audience=brief.audience,
        profile=brief.profile,
        sections=tuple(section for section in sections if section is not None),
        definitions=tuple(metric.definition for metric in brief.metrics),
        terms=dict(brief.versions),
        commissioner=brief.commissioner,
    )


def pack_period(asked: Asked) -> PackPeriod:
    """The period as a report prints it."""
    period = asked.period
    return PackPeriod(period.label, period.starts_on, period.ends_on, asked.complete)


def _summary(brief: Brief) -> Section:
    rows = []
    for metric in _of(brief, brief.terms.headline):
        figures = brief.figures.of(metric, brief.scope, brief.asked.period)
        if not figures:
            continue
        name = next(iter(figures))
        rows.append((text(row_title(metric, name, list(figures))), *_compared(brief, metric, name)))
    table = Table("summary", "Headline measures", (Column("Measure"), *_COMPARED), tuple(rows))
    return Section("summary", "Summary", about(brief.audience, brief.profile, brief.asked), (table,))


_COMPARED = (
    Column("This period"),
    Column("Same period last year"),
    Column("Change"),
    Column("Year to date"),
    Column("Target"),
    Column("Result"),
)


def _compared(brief: Brief, metric: Metric, name: str) -> tuple[Cell, ...]:
    """A figure in this period, in the same period last year, in the year to date, and against its target."""
    period = brief.asked.period
    this, before, to_date = (
        brief.figures.cell(metric, brief.scope, each, name)
        for each in (period, a_year_before(period), year_to_date(period.last))
    )
    return (this, before, change(this, before), to_date, *_against_target(brief, metric, name, period))


def _against_target(brief: Brief, metric: Metric, name: str, period: Period) -> tuple[Cell, Cell]:
    target = target_of(brief.terms.targets, metric.definition.id, name, period)
    none = Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
    if target is None:
        return none, none
    figures = brief.figures.of(metric, brief.scope, period)
    figure = figures.get(name)
    wanted = int(target.value) if float(target.value).is_integer() else target.value
    show = none if figure is None else cell_of(Figure(name, figure.unit, wanted))
    if figure is None or figure.hidden:
        return show, Cell(None, Show.TEXT, Mark.CONFIDENTIAL if figure else Mark.NOT_AVAILABLE)
    return show, text(verdict(target, figure, metric.definition.direction, brief.asked.complete))


def _measures(brief: Brief) -> Section:
    rows = []
    for metric in brief.metrics:
        if metric.read_words is not None:
            continue
        names = list(brief.figures.of(metric, brief.scope, brief.asked.period))
        rows += [(text(row_title(metric, name, names)), *_compared(brief, metric, name)) for name in names]
    table = Table("measures", "Every measure", (Column("Measure"), *_COMPARED), tuple(rows))
    months = months_table(brief.figures, brief.scope, brief.metrics, brief.asked)
    broken_down = [
        breakdown(brief.figures, brief.scope, metric, brief.asked)
        for metric in brief.metrics
        if metric.read_words is not None and not metric.definition.id.startswith(_TOLD_APART)
    ]
    return Section("measures", "Measures", (), (table, months, *(each for each in broken_down if each is not None)))


def _charts(brief: Brief) -> Section | None:
    charts = control_charts(
        brief.figures,
        brief.scope,
        [each for each in _of(brief, brief.terms.headline) if each.definition.unit.value != "share"],
        brief.asked,
        {
            metric: tuple((each.month, in_words(each.reason)) for each in brief.rebases if each.metric == metric)
            for metric in brief.terms.headline
        },
        brief.terms.begins_on,
    )
    if not charts:
        return None
    return Section("charts", "Over the months", (_OF_CHARTS,), (), tuple(charts))


def _way_through(brief: Brief) -> Section | None:
    metric = BY_ID.get(FUNNEL)
    if metric is None:
        return None
    chart = funnel_chart(brief.figures, brief.scope, metric, brief.asked, brief.terms.funnel)
    told = ("Referrals received in the period, and how many of them had come to each step by the day of knowledge.",)
    return Section("funnel", "From referral on", told, (), (chart,))


def _waits(brief: Brief) -> Section:
    told = ("People seen and people still waiting are told apart: the first wait is over, the second goes on.",)
    return Section("waits", "Waiting", told, _tables(brief, _WAITS))


def _people(brief: Brief) -> Section:
    return Section("people", "People", (_OF_PEOPLE,), _tables(brief, _PEOPLE))


def _outcomes(brief: Brief) -> Section:
    told = ("Hard outcomes are dated and evidenced changes. Soft outcomes are changes that people report.",)
    charts = (ways_chart(brief.figures, brief.scope, BY_ID[FIVE_WAYS], brief.asked),)
    return Section("outcomes", "Outcomes", told, _tables(brief, _OUTCOMES), charts)


def _exceptions(brief: Brief) -> Section:
    told = ("Rules of the contract that were set aside with a reason, or that the facts do not keep to, by count.",)
    return Section("exceptions", "Exceptions to rules", told, _tables(brief, _EXCEPTIONS))


def _quality(brief: Brief) -> Section:
    told = ("How soon things were recorded, how complete records are, and what was put right.",)
    return Section("quality", "How sure the figures are", told, _tables(brief, _QUALITY))


def _tables(brief: Brief, ids: tuple[str, ...]) -> tuple[Table, ...]:
    """Tables of the metrics whose ids begin so; nothing of one that counts by words none of which was observed."""
    metrics = [each for each in brief.metrics if each.definition.id.startswith(ids)]
    found = [breakdown(brief.figures, brief.scope, metric, brief.asked) for metric in metrics]
    return tuple(table for table in found if table is not None)


def _definitions(brief: Brief) -> Section:
    told = ("What each figure means. A change of meaning is a new version.",)
    return Section("definitions", "Definitions", told, (definitions_table(brief.metrics),))


def _of(brief: Brief, ids: Sequence[str]) -> list[Metric]:
    by_id = {metric.definition.id: metric for metric in brief.metrics}
    return [by_id[each] for each in ids if each in by_id]
