"""What a metric is, and how a record's observations turn into changes of cells and ledger.

A metric is a pure function from what is known to observations: whole numbers, each in a month of a scope. A cell counts
how often a number was observed in a month; the ledger keeps by which day of knowledge each change of a cell came. So a
correction needs no special case: what was observed before goes out, what is observed now comes in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.reporting.domain.period import Period
from services.reporting.domain.records.journey import Fact, Journey, JourneyRecord, journey_of, known_days
from services.reporting.domain.records.person import Person, PersonRecord, days_of, people_of

ORGANISATION = "*"
"""The scope of people over all contracts. Every other scope begins with a contract's slug."""

Observation = tuple[str, int, int]
"""Scope, month and number."""


CellKey = tuple[str, str, int, int]
"""Metric, scope, month and number: what a cell counts."""
Change = tuple[str, str, int, int, date]
"""A cell's four parts and the day of knowledge: the key of the ledger."""
Changes = dict[Change, int]
"""By how much each key of the ledger changes."""
Tally = Mapping[tuple[int, int], int]
"""How often a number was observed in a month, of one metric and scope: (month, number) to count."""


class Unit(StrEnum):
    """What a figure counts. Counts of people and referrals are about individuals and fall under disclosure."""

    REFERRALS = "referrals"
    PEOPLE = "people"
    DAYS = "days"
    SHARE = "share"


class Direction(StrEnum):
    """Which way is better."""

    NEUTRAL = "neutral"
    INCREASE = "increase"
    DECREASE = "decrease"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, printed with it. A change of meaning is a new version."""

    id: str
    title: str
    numerator: str
    denominator: str | None
    unit: Unit
    clock: str
    direction: Direction
    version: int
    valid_from: date
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a measure: a count, a share with both its counts, or a number of days with how many had one."""

    name: str
    unit: Unit
    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    of: int | None = None
    hidden: bool = False
    """Whether there is a value that may not be shown: a small number."""


Read = Callable[[Tally, Period, date], Sequence[Figure]]
"""Figures from a tally, a period and the last day looked at: the period's end, or the day of knowledge if earlier."""


@dataclass(frozen=True, slots=True)
class JourneyMetric:
    """A metric over referrals: contracts add up, as each referral is of one contract."""

    definition: Definition
    observe: Callable[[Journey], Iterable[Observation]]
    read: Read


@dataclass(frozen=True, slots=True)
class PersonMetric:
    """A metric over people: contracts do not add up; the scope of the organisation is observed by itself."""

    definition: Definition
    observe: Callable[[Person], Iterable[Observation]]
    read: Read


Metric = JourneyMetric | PersonMetric


PERCENTILE_METHOD = (
    "exact, over all values of the period: linear interpolation between the two nearest of the sorted values (as "
    "PERCENTILE.INC in a spreadsheet; for the median the middle value, or the mean of the two middle ones)"
)


def days_at(name: str, times: Mapping[int, int], percent: int) -> Figure:
    """The value at a percentile of whole days that occurred so many times, with how many there were."""
    count = sum(times.values())
    if count == 0:
        return Figure(name, Unit.DAYS, None, of=0)
    rank, part = divmod((count - 1) * percent, 100)
    low, high = _at_rank(times, rank), _at_rank(times, min(rank + 1, count - 1))
    whole, rest = divmod((high - low) * part, 100)
    value = low + whole if rest == 0 else low + whole + rest / 100
    return Figure(name, Unit.DAYS, value, of=count)


def _at_rank(times: Mapping[int, int], rank: int) -> int:
    passed = 0
    for value in sorted(times):
        passed += times[value]
        if rank < passed:
            return value
    raise ValueError(f"no value at rank {rank} of {passed}")


def share(name: str, numerator: int, denominator: int) -> Figure:
    """A part of a whole, printed with both counts; none of none has no value."""
    return Figure(name, Unit.SHARE, numerator / denominator if denominator else None, numerator, denominator)


def times_in(tally: Tally, period: Period, number: int) -> int:
    """How often a number was observed in the months of a period."""
    return sum(tally.get((month, number), 0) for month in range(period.first, period.last + 1))


def journey_changes(
    metrics: Sequence[JourneyMetric], before: JourneyRecord | None, after: JourneyRecord, changes: Changes
) -> None:
    """Add to `changes` what a journey's new facts alter.

    Days of knowledge that both versions of the record share, with the same facts, are passed over. For facts that
    arrive in their order one day is left, whatever the length of the journey.
    """
    contract, old, new = after.contract, before.facts if before else (), after.facts
    if (day := _grown_on(old, new)) is not None:
        stood, stands = _journey(contract, old), journey_of(contract, new)
        if stood != stands:  # many facts, such as an allocation, tell no metric anything
            _add_step(metrics, stood, stands, day, 1, changes)
        return
    old_days, new_days = known_days(old), known_days(new)
    shared = count = 0
    for one, other in zip(old_days, new_days, strict=False):
        if one != other or old[: one[1]] != new[: one[1]]:
            break
        shared, count = shared + 1, one[1]
    for facts, days, sign in ((old, old_days, -1), (new, new_days, 1)):
        known = _journey(contract, facts[:count])
        for day, end in days[shared:]:
            then, known = known, journey_of(contract, facts[:end])
            _add_step(metrics, then, known, day, sign, changes)


def _grown_on(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> date | None:
    """The day of knowledge of what `new` says beyond `old`, if it follows it and all became known on one day."""
    first = len(old)
    if new[:first] != old:
        return None
    day = max([fact.known_on for fact in new[: first + 1]])
    for fact in new[first + 1 :]:
        if fact.known_on > day:
            return None
    return day


def _journey(contract: str, facts: tuple[Fact, ...]) -> Journey | None:
    """Nothing before the first fact: no metric observes anything of a referral that nobody told of."""
    return journey_of(contract, facts) if facts else None


def _add_step(
    metrics: Sequence[JourneyMetric], stood: Journey | None, stands: Journey, day: date, sign: int, changes: Changes
) -> None:
    for metric in metrics:
        before, after = metric.observe(stood) if stood is not None else (), metric.observe(stands)
        if before != after:
            _add_difference(metric.definition.id, before, after, day, sign, changes)


def person_changes(metrics: Sequence[PersonMetric], record: PersonRecord, sign: int, changes: Changes) -> None:
    """Add to `changes` all that a person's record gives rise to, or with `sign` -1 take it back.

    A person's facts come from several sources in any order, so what stood before goes out whole, by its days of
    knowledge, and what stands now comes in.
    """
    seen: list[Person] = []
    for day in days_of(record):
        now = people_of(record, day)
        for metric in metrics:
            before, after = ([each for one in people for each in metric.observe(one)] for people in (seen, now))
            if before != after:
                _add_difference(metric.definition.id, before, after, day, sign, changes)
        seen = now


def _add_difference(
    metric: str,
    before: Iterable[Observation],
    after: Iterable[Observation],
    day: date,
    sign: int,
    changes: Changes,
) -> None:
    for observations, by in ((after, sign), (before, -sign)):
        for scope, month, number in observations:
            key = (metric, scope, month, number, day)
            changes[key] = changes.get(key, 0) + by
