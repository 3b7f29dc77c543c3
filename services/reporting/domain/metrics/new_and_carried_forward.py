"""People new in the financial year, and people carried forward into it."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import (
    ORGANISATION,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
)
from services.reporting.domain.metrics.caseload import open_after, open_months, spells_by_scope, stock
from services.reporting.domain.metrics.distinct import in_scope
from services.reporting.domain.metrics.people_reached import QUALIFYING
from services.reporting.domain.period import Period, year_start
from services.reporting.domain.records.journey import SPELL
from services.reporting.domain.records.person import Person

_NEW = 3
"""Beside the numbers of `caseload`, from which those who were carried forward follow."""


def _observe(person: Person) -> Iterable[Observation]:
    open_in = {scope: open_months(spells) for scope, spells in spells_by_scope(person)}
    events = {contract: person.months(contract, QUALIFYING) for contract in person.happened}
    if len(events) > 1:
        events[ORGANISATION] = frozenset().union(*events.values())
    observed = [each for scope, months in events.items() for each in _in_scope(scope, months, open_in.get(scope, ()))]
    return observed if len(events) > 1 else [*observed, *in_scope(ORGANISATION, observed)]


def _in_scope(scope: str, months: Iterable[int], ranges: Sequence[tuple[int, int | None]]) -> list[Observation]:
    observed = stock(scope, ranges)
    before = 0
    for month in sorted(months):
        april = year_start(month)
        if april > before and not _was_open(ranges, april - 1):
            observed.append((scope, month, _NEW))
        before = april
    return observed


def _was_open(ranges: Iterable[tuple[int, int | None]], month: int) -> bool:
    return any(began <= month and (ended is None or month < ended) for began, ended in ranges)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    april = year_start(period.last)
    months = range(max(period.first, april), period.last + 1)
    return (
        Figure("new", Unit.PEOPLE, sum(tally.get((month, _NEW), 0) for month in months)),
        Figure("carried forward", Unit.PEOPLE, open_after(tally, april - 1)),
    )


NEW_AND_CARRIED_FORWARD = Metric(
    definition=Definition(
        id="new-and-carried-forward",
        title="People new in the year and carried forward",
        numerator="new: distinct people whose first qualifying event of the financial year (as for people reached) was "
        "in the period, and who had no open referral when the year began. Carried forward: distinct people with an "
        "open referral at the beginning of 1 April. Nobody is both",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the event, and the beginning of 1 April; the financial year is that of the period's last month",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=QUALIFYING | {SPELL},
    once=True,
)
