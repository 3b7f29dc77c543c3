"""What a metric is, and how a record's observations turn into changes of cells and ledger.

A metric is a pure function from what is known to observations: whole numbers, each in a month of a scope. A cell counts
how often a number was observed in a month; the ledger keeps by which day of knowledge each change of a cell came. So a
correction needs no special case: what was observed before goes out, what is observed now comes in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.facts import F, known_days
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey
from services.reporting.domain.records.person import Person, PersonRecord, differ_from, known_at_last, known_by_day

ORGANISATION = "*"
"""The scope of people over all contracts. Every other scope begins with a contract's slug."""


def of_word(scope: str, word: str) -> str:
    """The scope of one coded word, such as a kind of outcome, inside another scope; a slug holds no slash."""
    return f"{scope}/{word}"


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
    """What a figure counts."""

    REFERRALS = "referrals"
    SPELLS = "referral spells"
    PEOPLE = "people"
    OUTCOMES = "outcomes"
    ATTENDANCES = "attendances"
    CONTACTS = "contacts"
    SIGNPOSTINGS = "signpostings"
    ENGAGEMENTS = "engagements"
    HITS = "times hit"
    SESSIONS = "sessions"
    ACTIVITIES = "activities"
    PLANS = "plans"
    EXCEPTIONS = "exceptions"
    RECORDS = "records"
    GRANTS = "grants"
    POUNDS = "pounds"
    HOURS = "hours"
    DAYS = "days"
    MEAN = "mean"
    """A sum over how many it was shared, printed with both; their quotient has no unit of its own."""
    SHARE = "share"


OF_NOBODY = frozenset({Unit.SESSIONS, Unit.ACTIVITIES, Unit.GRANTS, Unit.POUNDS, Unit.HOURS})
"""Counts that are about no individual. All others fall under disclosure."""


class Direction(StrEnum):
    """Which way is better."""

    NEUTRAL = "neutral"
    INCREASE = "increase"
    DECREASE = "decrease"


class Adding(StrEnum):
    """How a metric's counts over months and contracts hang together: what somebody could work back from."""

    FLOW = "flow"
    """The months of a period add up to it, and the contracts to the organisation."""
    STOCK = "stock"
    """Contracts add up to the organisation; months do not: a count at the end of the period."""
    UNION = "union"
    """Neither adds up, because somebody counts once: a whole is at least each of its parts and at most their sum."""


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

    @property
    def disclosure(self) -> str:
        """Whether figures fall under the reader's disclosure profile, or are about no individual and always shown."""
        return "of no individual" if self.unit in OF_NOBODY else "profile of the reader"


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
    part_of: str | None = None
    """Name of the figure of the same metric that this one and others with the same name here add up to."""


Read = Callable[[Tally, Period, date], Sequence[Figure]]
"""Figures from a tally, a period and the last day looked at: the period's end, or the day of knowledge if earlier."""


ReadWords = Callable[[Mapping[str, Tally], Period, date], Sequence[Figure]]
"""The same, from a tally for each coded word that stands behind the scope."""
T = TypeVar("T")
Observe = Callable[[T], Iterable[Observation]]
Observers = Sequence[tuple[str, Observe[T]]]
"""What observes one kind of record, each by the id of its metric."""
PersonObservers = Sequence[tuple[str, Observe[Person], frozenset[str], bool]]
"""What observes people, with the kinds of what happened that it looks at, and whether at days and how often too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A definition, what it observes of each kind of record, and how figures are read from that.

    It reads either one tally (`read`) or one for each coded word of the scope (`read_words`), never both.
    """

    definition: Definition
    read: Read | None = None
    read_words: ReadWords | None = None
    of_journey: Observe[Journey] | None = None
    of_activity: Observe[Activity] | None = None
    of_gathering: Observe[Gathering] | None = None
    of_person: Observe[Person] | None = None
    kinds: frozenset[str] = frozenset()
    """Kinds of what happened with a person that `of_person` looks at."""
    by_day: bool = False
    """Whether `of_person` looks at the days on which it happened, or at how often, and not at months alone."""
    once: bool = False
    """Whether the organisation is observed as a scope of its own, because contracts do not add up to it."""
    stock: bool = False
    """Whether it counts what is there at the end of a period, so that months do not add up to it."""

    @property
    def adding(self) -> Adding:
        """How its counts hang together over months and contracts."""
        if self.once:
            return Adding.UNION
        return Adding.STOCK if self.stock else Adding.FLOW

    def figures(self, words: Mapping[str, Tally], period: Period, until: date) -> Sequence[Figure]:
        """The figures of a period; the tally without a word is that of the empty one."""
        if self.read_words is not None:
            return self.read_words(words, period, until)
        return self.read(words.get("", {}), period, until) if self.read is not None else ()


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


def sum_in(tally: Tally, period: Period) -> int:
    """The sum of the numbers observed in the months of a period."""
    return sum(number * times for (month, number), times in tally.items() if period.first <= month <= period.last)


def count_in(tally: Tally, period: Period) -> int:
    """How many observations there were in the months of a period, whatever their number."""
    return sum(times for (month, _), times in tally.items() if period.first <= month <= period.last)


def hours(minutes: int) -> int | float:
    """Minutes in hours, whole where they are."""
    whole, rest = divmod(minutes, 60)
    return whole if rest == 0 else round(minutes / 60, 2)


def with_total(name: str, unit: Unit, counts: Mapping[str, int]) -> list[Figure]:
    """The sum of counts under a name, then each that is not nought by its own word."""
    each = [Figure(word, unit, count, part_of=name) for word, count in sorted(counts.items()) if count]
    return [Figure(name, unit, sum(counts.values())), *each]


def record_changes(
    observers: Observers[T],
    known: Callable[[str, Sequence[F]], T],
    contract: str,
    old: tuple[F, ...],
    new: tuple[F, ...],
    changes: Changes,
) -> None:
    """Add to `changes` what new facts of a record alter; `known` says what facts of a contract add up to.

    Days of knowledge that both versions of the record share, with the same facts, are passed over. For facts that
    arrive in their order one day is left, whatever the length of the record.
    """
    if (day := _grown_on(old, new)) is not None:
        stood, stands = known(contract, old) if old else None, known(contract, new)
        if stood != stands:  # many facts, such as an allocation, tell no metric anything
            _add_step(observers, _observed(observers, stood), _observed(observers, stands), day, 1, changes)
        return
    old_days, new_days = known_days(old), known_days(new)
    shared = count = 0
    for one, other in zip(old_days, new_days, strict=False):
        if one != other or old[: one[1]] != new[: one[1]]:
            break
        shared, count = shared + 1, one[1]
    for facts, days, sign in ((old, old_days, -1), (new, new_days, 1)):
        # Nothing before the first fact: no metric observes anything of a record that nobody told of.
        then = known(contract, facts[:count]) if count else None
        before = _observed(observers, then)
        for day, end in days[shared:]:
            now = known(contract, facts[:end])
            if now != then:
                after = _observed(observers, now)
                _add_step(observers, before, after, day, sign, changes)
                then, before = now, after


def _grown_on(old: tuple[F, ...], new: tuple[F, ...]) -> date | None:
    """The day of knowledge of what `new` says beyond `old`, if it follows it and all became known on one day."""
    first = len(old)
    if new[:first] != old:
        return None
    day = max([fact.known_on for fact in new[: first + 1]])
    for fact in new[first + 1 :]:
        if fact.known_on > day:
            return None
    return day


def _observed(observers: Observers[T], known: T | None) -> Sequence[Iterable[Observation]]:
    """What each observes; nothing of a record that nobody told of."""
    return [observe(known) for _, observe in observers] if known is not None else [()] * len(observers)


def _add_step(
    observers: Observers[T],
    stood: Sequence[Iterable[Observation]],
    stands: Sequence[Iterable[Observation]],
    day: date,
    sign: int,
    changes: Changes,
) -> None:
    for (metric, _), before, after in zip(observers, stood, stands, strict=True):
        if before != after:
            _add_difference(metric, before, after, day, sign, changes)


def person_changes(
    observers: PersonObservers, before: Sequence[PersonRecord], after: PersonRecord, changes: Changes
) -> None:
    """Add to `changes` what a person's record alters that takes the place of others; links make one of several.

    A person's facts come from several sources in any order. From the first day of knowledge on which both sides say
    something else, what stood goes out and what stands comes in; what was known before is passed over.
    """
    since, differing = differ_from(before, after)
    if since is None:
        return
    differing = frozenset(differing)
    newest = known_at_last(before, after, since)
    sides = [(newest, 1)] if newest else [(known_by_day(one, since), -1) for one in before]
    if newest is None:
        sides.append((known_by_day(after, since), 1))
    for known, sign in sides:
        seen: dict[str, Sequence[Observation]] = {}
        for day, people, learnt in known:
            if not people:
                continue
            for metric, observe in _looking(observers, differing, frozenset(learnt.by_month), frozenset(learnt.by_day)):
                now = (
                    list(observe(people[0])) if len(people) == 1 else [each for one in people for each in observe(one)]
                )
                if day != date.min:
                    stood = seen.get(metric, ())
                    if now != stood:
                        _add_difference(metric, *_parted(stood, now), day, sign, changes)
                seen[metric] = now


@lru_cache(maxsize=4096)
def _looking(
    observers: PersonObservers, differing: frozenset[str], by_month: frozenset[str], by_day: frozenset[str]
) -> Observers[Person]:
    """Who looks at what differs, and at what was learnt: there are few sets of kinds that come together.

    What looks at nothing that differs would go out as it comes in.
    """
    return [
        (metric, observe)
        for metric, observe, kinds, looks_at_days in observers
        if not kinds.isdisjoint(differing) and not kinds.isdisjoint(by_day if looks_at_days else by_month)
    ]


def _parted(
    before: Sequence[Observation], after: Sequence[Observation]
) -> tuple[Sequence[Observation], Sequence[Observation]]:
    """Both without what they have in common, where none of them observes anything twice: mostly one month is new."""
    stood, stands = set(before), set(after)
    if len(stood) < len(before) or len(stands) < len(after):
        return before, after
    return [each for each in before if each not in stands], [each for each in after if each not in stood]


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
