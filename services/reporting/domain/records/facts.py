"""What records have in common: facts in the order of their stream's versions, each with its day of knowledge.

A record is a function of the set of its messages: a version counts once, so arrival in another order, or twice, leaves
the same record.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from services.reporting.domain.period import month_of


class Dated(Protocol):
    """A fact of any kind: its place in its stream, and the day on which it was recorded."""

    @property
    def version(self) -> int:
        """Version of the event in its own stream."""
        ...

    @property
    def known_on(self) -> date:
        """The day on which it was recorded."""
        ...


F = TypeVar("F", bound=Dated)


class Telling(NamedTuple):
    """A fact that is its message: what was said, at which place of the stream, recorded on which day."""

    version: int
    known_on: date
    body: BaseModel


def with_facts(facts: tuple[F, ...], added: Sequence[F]) -> tuple[F, ...]:
    """Facts joined in the order of their versions; a version that is there already is not taken again."""
    last = facts[-1].version if facts else 0
    for fact in added:
        if fact.version <= last:
            break
        last = fact.version
    else:
        return (*facts, *added)
    by_version = {fact.version: fact for fact in reversed((*facts, *added))}
    return tuple(by_version[version] for version in sorted(by_version))


def known_days(facts: Sequence[Dated]) -> list[tuple[date, int]]:
    """Days of knowledge with the number of facts known by each, ascending.

    A fact counts as known no earlier than those before it in its stream, so that a clock put back cannot make a
    correction known before what it corrects.
    """
    days: list[tuple[date, int]] = []
    day = date.min
    for count, fact in enumerate(facts, start=1):
        day = max(day, fact.known_on)
        if days and days[-1][0] == day:
            days[-1] = (day, count)
        else:
            days.append((day, count))
    return days


def people_in(facts: Iterable[Telling]) -> set[str]:
    """References of the people whom messages name."""
    return {ref for fact in facts if (ref := getattr(fact.body, "person_ref", None)) is not None}


class Happening(NamedTuple):
    """Something that happened with a person on a day, as figures over people need it.

    The day is kept as the number of its month and the day in it: most figures look at months alone.
    """

    kind: str
    month: int
    day: int
    word: str = ""
    number: int = 0
    """By kind. A hard outcome: up to how many of its word count for a person and financial year, 0 for any number. A
    spell of a referral: the last day of it, counted as `date.toordinal` does, 0 while it is open. A contact: the code
    of its channel. A reading: the score in hundredths. An answer: its day, counted likewise, because a later one takes
    its place within a month. 0 of all others."""

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return _day(self.month, self.day)


@lru_cache(maxsize=16_384)
def _day(month: int, day: int) -> date:
    return date(month // 12, month % 12 + 1, day)


def happening(kind: str, on: date, word: str = "", number: int = 0) -> Happening:
    """What happened on a day."""
    return Happening(kind, month_of(on), on.day, word, number)


Said = tuple[Happening, ...]
Reach = tuple[tuple[date, Said], ...]
"""What one record says of one person: from each day of knowledge on, what happened."""


def reaches_of(
    facts: Sequence[F], named: Iterable[str], told: Callable[[Sequence[F]], Iterable[tuple[str, Happening]]]
) -> dict[str, Reach]:
    """What facts say of each person whom any of them names, be it nothing: `told` gives what happened with whom."""
    steps: dict[str, list[tuple[date, Said]]] = {ref: [] for ref in named}
    for day, count in known_days(facts):
        now: dict[str, list[Happening]] = {}
        for ref, happening in told(facts[:count]):
            now.setdefault(ref, []).append(happening)
        for ref, known in steps.items():
            said = tuple(sorted(now.get(ref, ())))
            if said != (known[-1][1] if known else ()):
                known.append((day, said))
    return {ref: tuple(known) for ref, known in steps.items()}
