"""The annual review: a financial year of all contracts, counted, valued, and beside what the organisation states."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.errors import Fault, Invalid
from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics.five_ways import WAYS
from services.reporting.domain.pack.contract import Brief, pack_period
from services.reporting.domain.pack.figures import text
from services.reporting.domain.pack.model import Cell, Column, Pack, PackKind, Section, Table
from services.reporting.domain.pack.money import not_known
from services.reporting.domain.pack.parts import about, change, definitions_table, ways_chart
from services.reporting.domain.pack.programmes import programmes_in
from services.reporting.domain.pack.stated import Inputs, Stated, StatedReview, What
from services.reporting.domain.pack.stated_tables import Beside, stated_sections, stated_value
from services.reporting.domain.pack.value_tables import value_section, volunteer_value
from services.reporting.domain.pack.words import in_words
from services.reporting.domain.period import Period, a_year_before, year, year_of
from services.reporting.domain.social_value.inputs import ValueInputs

HEADLINES = (
    ("people-reached", "people reached"),
    ("people-referred", "people referred"),
    ("engagements", "engagements"),
    ("sessions-held", "sessions held"),
    ("attendances", "attendances"),
    ("people-attending", "people attending"),
    ("calls-and-texts", "calls and texts"),
    ("signpostings", "signpostings"),
    ("hard-outcomes", "hard outcomes"),
    ("soft-outcomes", "soft outcomes"),
    ("outcomes", "outcomes"),
    ("people-in-training", "people entering"),
    ("volunteer-hours", "volunteer hours"),
)
"""Metrics and figures of the first page, in its order."""
TRUE_VALUES = "none"
"""Name of the profile that hides nothing."""
_NO_TITLES: Mapping[str, str] = MappingProxyType({})
_TOLD = (
    "Counted here from what teams recorded; stated by the organisation where that is said. Contracts do not add up to "
    "the organisation where people are counted once."
)


def annual_review(brief: Brief, inputs: Inputs, titles: Mapping[str, str] = _NO_TITLES) -> Pack:
    """The review of a financial year; `titles` names contracts, otherwise what the organisation states does.

    Inputs that were not known by the end of the day of knowledge are left out. Raises `Invalid` for another period
    than a financial year.
    """
    period, as_at = brief.asked.period, brief.asked.as_at
    if period != year(year_of(period.first)):
        raise Invalid((Fault("period", "an annual review is of a financial year, as 2023/24", "no-financial-year"),))
    metrics = {metric.definition.id: metric for metric in brief.metrics}
    stated, values = inputs.reviews.get(period.label), inputs.values
    known = stated.known(as_at) if stated is not None else None
    named = {**{each.id: each.title for each in known.parts}, **titles} if known else titles
    programmes = programmes_in(brief.figures, metrics, values, brief.asked)
    beside = Beside(brief.figures, metrics, programmes, period.label)
    sections = (
        _headlines(brief, metrics, known),
        _ways(brief, metrics),
        _outcomes(brief, metrics),
        value_section(programmes, values, brief.asked, brief.audience, named, _overall(known)),
        _volunteering(brief, metrics, values),
        *(stated_sections(known, beside, brief.profile != TRUE_VALUES) if known else ()),
        Section("definitions", "Definitions", (), (definitions_table(brief.metrics),)),
    )
    return Pack(
        kind=PackKind.ANNUAL_REVIEW,
        title=f"{brief.title}: annual review {period.label}",
        scope=ORGANISATION,
        scope_title=brief.title,
        period=pack_period(brief.asked),
        as_at=as_at,
        audience=brief.audience,
        profile=brief.profile,
        sections=sections,
        definitions=tuple(metric.definition for metric in brief.metrics),
        terms=dict(brief.versions),
        commissioner=brief.commissioner,
    )


def _headlines(brief: Brief, metrics: Mapping[str, Metric], known: StatedReview | None) -> Section:
    this, before = brief.asked.period, a_year_before(brief.asked.period)
    rows = []
    for metric, figure in HEADLINES:
        if metric not in metrics:
            continue
        now, then = (brief.figures.cell(metrics[metric], ORGANISATION, each, figure) for each in (this, before))
        said, qualifier = _said(known, metric, figure, this)
        earlier, _ = _said(known, metric, figure, before)
        rows.append((text(metrics[metric].definition.title), now, then, change(now, then), said, qualifier, earlier))
    columns = (
        "Measure", f"Counted {this.label}", f"Counted {before.label}", "Change", f"Stated {this.label}", "Qualifier",
        f"Stated {before.label}",
    )  # fmt: skip
    table = Table("headlines", "The year in numbers", _columns(*columns), tuple(rows))
    return Section("headlines", "The year", (*about(brief.audience, brief.profile, brief.asked), _TOLD), (table,))


def _said(known: StatedReview | None, metric: str, figure: str, period: Period) -> tuple[Cell, Cell]:
    """What the organisation states of one of its figures in a year, with its qualifier; mostly nothing."""
    for each in known.stated if known else ():
        here = each.counted
        if here and (here.metric, here.figure, here.scope, each.period) == (
            metric,
            figure,
            ORGANISATION,
            period.label,
        ):
            return stated_value(each), text(each.qualifier)
    return not_known(), text("not stated")


def _ways(brief: Brief, metrics: Mapping[str, Metric]) -> Section:
    this, before = brief.asked.period, a_year_before(brief.asked.period)
    hits, people = metrics["five-ways"], metrics["five-ways-people"]
    rows = tuple(
        (
            text(in_words(way)),
            brief.figures.cell(hits, ORGANISATION, this, way),
            brief.figures.cell(hits, ORGANISATION, before, way),
            brief.figures.cell(people, ORGANISATION, this, f"people: {way}"),
            brief.figures.cell(people, ORGANISATION, before, f"people: {way}"),
        )
        for way in WAYS
    )
    columns = (
        "Way", f"Times hit {this.label}", f"Times hit {before.label}", f"People {this.label}", f"People {before.label}",
    )  # fmt: skip
    told = (
        "One attendance may hit several ways. Times are not people: whoever comes twice hits twice and is one person."
    )
    table = Table("ways", "Five Ways to Wellbeing, times hit and people", _columns(*columns), rows)
    chart = ways_chart(brief.figures, ORGANISATION, hits, brief.asked)
    return Section("ways", "Five Ways to Wellbeing", (told,), (table,), (chart,))


def _outcomes(brief: Brief, metrics: Mapping[str, Metric]) -> Section:
    told = "Hard outcomes are dated and evidenced changes; soft outcomes are changes that people report. Kept apart."
    tables = tuple(
        _by_word(brief, metrics[each], title)
        for each, title in (("hard-outcomes", "Hard outcomes by kind"), ("soft-outcomes", "Soft outcomes by area"))
    )
    return Section("outcomes", "Outcomes", (told,), tables)


def _by_word(brief: Brief, metric: Metric, title: str) -> Table:
    this, before = brief.asked.period, a_year_before(brief.asked.period)
    found = [brief.figures.of(metric, ORGANISATION, each) for each in (this, before)]
    names = list(dict.fromkeys(name for each in found for name in each))
    rows = tuple(
        (text(in_words(name)), *(brief.figures.cell(metric, ORGANISATION, each, name) for each in (this, before)))
        for name in names
    )
    return Table(metric.definition.id, title, _columns("Kind", this.label, before.label), rows)


def _volunteering(brief: Brief, metrics: Mapping[str, Metric], values: ValueInputs) -> Section:
    hours = brief.figures.cell(metrics["volunteer-hours"], ORGANISATION, brief.asked.period, "volunteer hours")
    wage = values.wage_in(brief.asked.period, brief.asked.as_at)
    told = "Hours are counted; their value is derived at the minimum wage of the year, and is not part of social value."
    return Section("volunteering", "Volunteering", (told,), (volunteer_value(hours, wage),))


def _overall(known: StatedReview | None) -> int | None:
    """The overall ratio that the organisation states, in whole pounds."""
    return next((int(each.value) for each in known.stated if _is_overall(each) and each.value), None) if known else None


def _is_overall(each: Stated) -> bool:
    return each.valued is not None and each.valued.what is What.RATIO and each.valued.programme is None


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(each) for each in titles)
