"""Waiting times of any clock: how long it ran for those whose clock stopped, and how long it has run for the others.

Both halves are read from a wait's first day, the stretches of waiting and the day on which the clock stopped. No number
of days is kept anywhere: it follows from the days, and there are no pauses.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.reporting.domain.metric import (
    PERCENTILE_METHOD,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    days_at,
    share,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Spell
from services.reporting.domain.records.person import Person
from services.reporting.domain.records.story import Story

STANDARD_DAYS = 28
"""Days that are proposed as the standard of adult community mental health services: four weeks."""
OVER_WEEKS = (52, 78, 104)


class Waited(NamedTuple):
    """One wait: its days count from `since`, through the stretches in which the person was waiting."""

    since: date
    stretches: Sequence[Spell]
    """When it could have been stopped, the last one to the day on which it was."""
    stopped_on: date | None


def waited(since: date, spells: Iterable[Spell], stopped_on: date | None) -> Waited:
    """The wait of a referral that was open in these spells. One that was opened again without what stops the clock
    waits again, from the first day on."""
    stretches: list[Spell] = []
    for spell in spells:
        if stopped_on is not None and stopped_on < spell.opened_on:
            break
        ended = stopped_on is not None and (spell.closed_on is None or stopped_on <= spell.closed_on)
        stretches.append(Spell(spell.opened_on, stopped_on if ended else spell.closed_on))
    return Waited(since, stretches, stopped_on)


def stopped(contract: str, wait: Waited) -> Sequence[Observation]:
    """The days of a wait in the month in which its clock stopped."""
    if wait.stopped_on is None:
        return ()
    return ((contract, month_of(wait.stopped_on), (wait.stopped_on - wait.since).days),)


def waiting(contract: str, wait: Waited) -> Sequence[Observation]:
    """The wait's first day as a number in the month in which it began, its negative where it ended.

    Of a wait at the end of any period its exact age follows; one that began and ended in the same month is at the end
    of none.
    """
    observed: list[Observation] = []
    since = wait.since.toordinal()
    for opened_on, closed_on in wait.stretches:
        began, ended = month_of(opened_on), month_of(closed_on) if closed_on else None
        if began != ended:
            observed.append((contract, began, since))
            if ended is not None:
                observed.append((contract, ended, -since))
    return observed


def read_stopped(unit: Unit) -> Callable[[Tally, Period, date], Sequence[Figure]]:
    """Median, 90th percentile, share within the standard and bands of waits whose clock stopped in a period."""

    def read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
        waits: dict[int, int] = {}
        for (month, days), times in tally.items():
            if period.first <= month <= period.last:
                waits[days] = waits.get(days, 0) + times
        count, whole = sum(waits.values()), "clock stopped"
        within = count - _longer(waits, STANDARD_DAYS)
        over = _longer(waits, 7 * OVER_WEEKS[0])
        return (
            days_at("median", waits, 50),
            days_at("90th percentile", waits, 90),
            Figure(whole, unit, count),
            share(f"share within {STANDARD_DAYS} days", within, count),
            Figure(f"within {STANDARD_DAYS} days", unit, within, part_of=whole),
            Figure(f"{STANDARD_DAYS + 1} days to {OVER_WEEKS[0]} weeks", unit, count - within - over, part_of=whole),
            Figure(f"over {OVER_WEEKS[0]} weeks", unit, over, part_of=whole),
            *(Figure(f"over {weeks} weeks", unit, _longer(waits, 7 * weeks)) for weeks in OVER_WEEKS[1:]),
        )

    return read


def read_waiting(unit: Unit) -> Callable[[Tally, Period, date], Sequence[Figure]]:
    """How many wait at the end of a period, for how long so far, and how many of them over a year and more."""

    def read(tally: Tally, period: Period, until: date) -> Sequence[Figure]:
        ages: dict[int, int] = {}
        for (month, number), times in tally.items():
            if month <= period.last:
                age = until.toordinal() - abs(number)
                ages[age] = ages.get(age, 0) + (times if number > 0 else -times)
        return (
            Figure("waiting at the end", unit, sum(ages.values())),
            days_at("median days so far", ages, 50),
            days_at("90th percentile of days so far", ages, 90),
            *(Figure(f"waiting over {weeks} weeks", unit, _longer(ages, 7 * weeks)) for weeks in OVER_WEEKS),
        )

    return read


def _longer(times: Mapping[int, int], days: int) -> int:
    return sum(count for each, count in times.items() if each > days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the metrics of a clock are called, what it is about, and how its waits are found in a person's story."""

    id: str
    """Part of the metrics' ids: `days-to-<id>` and `still-waiting-<id>`."""
    titles: tuple[str, str]
    start: str
    stop: str
    """When the clock starts and stops, in words."""
    method: str | None = None
    unit: Unit = Unit.REFERRALS
    waits: Callable[[Story], Iterable[Waited]]
    kinds: frozenset[str]
    """Kinds of what happened that `waits` looks at."""


def metrics_of(clock: Clock) -> tuple[Metric, Metric]:
    """The two metrics of a clock: of waits that ended, and of those that go on."""
    method = PERCENTILE_METHOD if clock.method is None else f"{clock.method}. Percentiles: {PERCENTILE_METHOD}"
    seen = Definition(
        id=f"days-to-{clock.id}",
        title=clock.titles[0],
        numerator=f"days from {clock.start} to {clock.stop}, of {clock.unit.value} whose clock stopped in the period; "
        f"with the share within {STANDARD_DAYS} days, and counts by how long they waited",
        denominator=f"{clock.unit.value} whose clock stopped in the period",
        unit=Unit.DAYS,
        clock=f"day of the stop; runs from {clock.start} without a pause, and ends without a stop when all is closed",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=method,
    )
    still = Definition(
        id=f"still-waiting-{clock.id}",
        title=clock.titles[1],
        numerator=f"open {clock.unit.value} whose clock has not stopped at the end of the period, with the days since "
        f"{clock.start}. It stops with {clock.stop}",
        denominator=None,
        unit=Unit.DAYS,
        clock=f"end of the period, or the day of the report if it is earlier; runs from {clock.start} without a pause",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method=method,
    )
    return (
        Metric(
            definition=seen,
            read=read_stopped(clock.unit),
            of_person=_observing(clock, stopped),
            kinds=clock.kinds,
            by_day=True,
        ),
        Metric(
            definition=still,
            read=read_waiting(clock.unit),
            of_person=_observing(clock, waiting),
            kinds=clock.kinds,
            by_day=True,
            stock=True,
        ),
    )


def _observing(
    clock: Clock, half: Callable[[str, Waited], Sequence[Observation]]
) -> Callable[[Person], Iterable[Observation]]:
    def observe(person: Person) -> Iterable[Observation]:
        return [
            observation
            for contract in person.happened
            for wait in person.story(contract).once(clock.id, clock.waits)
            for observation in half(contract, wait)
        ]

    return observe
