"""A year shaped on the organisation's review: its stated counts as figures, without a projection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.reporting.domain.metric import ORGANISATION, Figure, Metric, Unit
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.annual_review import annual_review
from services.reporting.domain.pack.contract import Brief
from services.reporting.domain.pack.figures import Figures, Shown, as_it_is
from services.reporting.domain.pack.model import Audience, Cell, Pack, Table
from services.reporting.domain.pack.stated import Inputs
from services.reporting.domain.period import Period, year
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs

CONTRACTS = ("changing-futures", "liaison-and-diversion", "long-covid", "mental-health-peer-support", "rio")
THIS, BEFORE = year(2023), year(2022)
AS_AT = date(2025, 11, 1)
INPUTS = read_inputs(PACKAGED_VALUES)
Counts = Mapping[tuple[str, str, str], Sequence[Figure]]
"""Figures by metric, scope and label of the period."""


def hard_outcomes(**kinds: int) -> list[Figure]:
    """Hard outcomes with their total; `substance_reduction` names the kind `substance-reduction`."""
    each = [Figure(kind.replace("_", "-"), Unit.OUTCOMES, count) for kind, count in kinds.items()]
    return [Figure("hard outcomes", Unit.OUTCOMES, sum(kinds.values())), *each]


STATED: Counts = {
    ("people-reached", ORGANISATION, "2023/24"): [Figure("people reached", Unit.PEOPLE, 4600)],
    ("people-referred", ORGANISATION, "2023/24"): [Figure("people referred", Unit.PEOPLE, 3375)],
    ("people-attending", ORGANISATION, "2023/24"): [Figure("people attending", Unit.PEOPLE, 2155)],
    ("people-in-training", ORGANISATION, "2023/24"): [Figure("people entering", Unit.PEOPLE, 417)],
    ("volunteer-hours", ORGANISATION, "2023/24"): [Figure("volunteer hours", Unit.HOURS, 3717)],
    ("sessions-held", "rio", "2023/24"): [Figure("sessions held", Unit.SESSIONS, 3145)],
    ("attendances", "rio", "2023/24"): [Figure("attendances", Unit.ATTENDANCES, 23770)],
    ("hard-outcomes", ORGANISATION, "2023/24"): hard_outcomes(
        substance_reduction=2065, emergency_contact_reduced=397, employment=127, re_offending_reduced=55
    ),
    ("hard-outcomes", "liaison-and-diversion", "2023/24"): hard_outcomes(re_offending_reduced=55),
    ("engagements", ORGANISATION, "2022/23"): [Figure("engagements", Unit.ENGAGEMENTS, 35470)],
    ("sessions-held", ORGANISATION, "2022/23"): [Figure("sessions held", Unit.SESSIONS, 1875)],
    ("attendances", ORGANISATION, "2022/23"): [Figure("attendances", Unit.ATTENDANCES, 16394)],
    ("outcomes", ORGANISATION, "2022/23"): [Figure("outcomes", Unit.OUTCOMES, 84876)],
    ("calls-and-texts", ORGANISATION, "2022/23"): [Figure("calls and texts", Unit.CONTACTS, 19076)],
    ("signpostings", ORGANISATION, "2022/23"): [Figure("signpostings", Unit.SIGNPOSTINGS, 7191)],
}


@dataclass(frozen=True, slots=True)
class Given(Figures):
    """Figures as they are given; nought for whatever is not."""

    counts: Counts = field(default_factory=dict)

    def true(self, metric: Metric, scope: str, period: Period) -> Sequence[Figure]:
        given = self.counts.get((metric.definition.id, scope, period.label))
        return given if given is not None else super(Given, self).true(metric, scope, period)


def review(
    counts: Counts = STATED,
    *,
    inputs: Inputs = INPUTS,
    period: Period = THIS,
    as_at: date = AS_AT,
    audience: Audience = Audience.MANAGEMENT,
    profile: str = "none",
    shown: Shown = as_it_is,
) -> Pack:
    """The annual review of a year with these counts."""
    figures = Given({}, CONTRACTS, as_at, shown, counts)
    asked = Asked(period, as_at)
    brief = Brief(ORGANISATION, "The organisation", "", ReportingTerms(), {}, asked, audience, profile, figures)
    return annual_review(brief, inputs)


def table(pack: Pack, id: str) -> Table:
    """One table of a report."""
    return next(each for each in pack.tables() if each.id == id)


def row(pack: Pack, id: str, first: str) -> dict[str, Cell]:
    """The row of a table that begins with a word, by the titles of the columns."""
    found = table(pack, id)
    cells = next(each for each in found.rows if each[0].value == first)
    return dict(zip([column.title for column in found.columns], cells, strict=True))


def values(pack: Pack, id: str, column: str) -> dict[object, object]:
    """The values of one column by the first cell of each row."""
    found = table(pack, id)
    at = [each.title for each in found.columns].index(column)
    return {cells[0].value: cells[at].value for cells in found.rows}
