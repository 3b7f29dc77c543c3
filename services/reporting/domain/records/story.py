"""What happened with a person in one contract by day: referrals with their spells, meetings, plans, readings."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from services.reporting.domain.records.activity import CONTACT, PLAN, QUESTIONNAIRE, READING
from services.reporting.domain.records.facts import Happening
from services.reporting.domain.records.gathering import PRESENCE
from services.reporting.domain.records.journey import (
    ASSESSED,
    FIRST_CONTACT,
    FURTHER_CONTACT,
    QUALIFYING_CHANNELS,
    REFERRAL,
    SPELL,
    Spell,
)

T = TypeVar("T")
_DAY = timedelta(days=1)
_QUALIFYING = frozenset(int(channel) for channel in QUALIFYING_CHANNELS)
OF_REFERRALS = frozenset({REFERRAL, SPELL})
OF_CONTACTS = frozenset({FIRST_CONTACT, FURTHER_CONTACT, CONTACT})
OF_SESSIONS = frozenset({PRESENCE, *OF_CONTACTS})
"""Kinds of what happened that referrals, contacts and sessions of a story are made of."""


class Referred(NamedTuple):
    """One referral of a person: the day of receipt, and the stretches in which it was open, in their order."""

    received_on: date
    spells: tuple[Spell, ...]

    @property
    def until(self) -> date:
        """The last day of the referral; the end of time while it is open."""
        return max((spell.closed_on or date.max for spell in self.spells), default=date.max)


_PARTS: Mapping[str, frozenset[str]] = {
    "referrals": OF_REFERRALS,
    "spells": frozenset({SPELL}),
    "contacts": OF_CONTACTS,
    "presences": frozenset({PRESENCE}),
    "plans": frozenset({PLAN}),
    "assessments": frozenset({ASSESSED}),
    "questionnaires": frozenset({READING, QUESTIONNAIRE}),
}
"""What a story works out once, each with the kinds of what happened that it is made of."""


class Story:
    """A person's story in one contract. What is asked of it is worked out once, until something else is known."""

    def __init__(self, happened: Mapping[str, Mapping[Happening, int]]) -> None:
        self._happened = happened
        self._found: dict[str, Sequence[Any]] = {}

    def forget(self, kinds: Set[str]) -> None:
        """Work out anew what is made of these kinds, because something else is known of them."""
        self._found.clear()
        for part, made_of in _PARTS.items():
            if not made_of.isdisjoint(kinds):
                self.__dict__.pop(part, None)

    def once(self, name: str, find: Callable[["Story"], Iterable[T]]) -> Sequence[T]:
        """What a function finds in the story, under a name; several metrics ask for the same."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = tuple(find(self))
        return found

    @cached_property
    def referrals(self) -> Sequence[Referred]:
        """Referrals by day of receipt; one whose receipt is not known is left out."""
        spells: dict[str, list[Spell]] = {}
        for each in self._happened.get(SPELL, ()):
            spells.setdefault(each.word, []).append(_spell(each))
        referred = [
            Referred(each.on, tuple(sorted(spells.get(each.word, ()), key=_opened)))
            for each in self._happened.get(REFERRAL, ())
        ]
        return sorted(referred, key=lambda each: (each.received_on, each.until))

    @cached_property
    def spells(self) -> Sequence[Spell]:
        """Stretches in which any referral was open, by their first day."""
        return sorted((_spell(each) for each in self._happened.get(SPELL, ())), key=_opened)

    def merged(self, gap: int = 0) -> list[Spell]:
        """Spells joined that overlap, or of which one begins at most `gap` days after all before it have ended."""
        found: list[Spell] = []
        for spell in self.spells:
            last = found[-1] if found else None
            if last is None or (last.closed_on and (spell.opened_on - last.closed_on).days > gap):
                found.append(spell)
            elif last.closed_on and (spell.closed_on is None or spell.closed_on > last.closed_on):
                found[-1] = Spell(last.opened_on, spell.closed_on)
        return found

    @cached_property
    def contacts(self) -> Sequence[date]:
        """Days of attended contacts by a channel that stops a clock, each as often as there were contacts.

        A contact that a referral alone tells of counts where no contact of that day was recorded by itself: mostly it
        is the same one.
        """
        days = self._days(each for each in self._times(CONTACT) if each.number in _QUALIFYING)
        known = set(days)
        told = {each.on for kind in (FIRST_CONTACT, FURTHER_CONTACT) for each in self._happened.get(kind, ())
                if each.number in _QUALIFYING}  # fmt: skip
        return sorted([*days, *(told - known)])

    @cached_property
    def presences(self) -> Sequence[date]:
        """Days of sessions at which the person was present by name."""
        return self._days(self._times(PRESENCE))

    @cached_property
    def plans(self) -> Sequence[date]:
        """Days on which a support plan was agreed."""
        return self._days(self._happened.get(PLAN, ()))

    @cached_property
    def assessments(self) -> Sequence[date]:
        """Days on which needs and risk were assessed."""
        return self._days(self._happened.get(ASSESSED, ()))

    @cached_property
    def questionnaires(self) -> Sequence[date]:
        """Days on which a questionnaire was filled in, with a score or without."""
        return self._days([*self._happened.get(READING, ()), *self._happened.get(QUESTIONNAIRE, ())])

    def sessions(self, since: date = date.min) -> list[date]:
        """Days of sessions from a day on: presences, and contacts on a later day than the first contact since then.

        The first contact is how somebody is met; where support is one to one, the next meeting is its first session.
        """
        contacts = self.contacts[bisect_left(self.contacts, since) :]
        later = contacts[bisect_right(contacts, contacts[0]) :] if contacts else ()
        return sorted([*self.presences[bisect_left(self.presences, since) :], *later])

    def first_session(self, since: date, until: date) -> date | None:
        """The first of them within two days, both included."""
        present, met = first(self.presences, since, until), first(self.contacts, since, until)
        if met is not None:
            met = first(self.contacts, met + _DAY, until) if met < until else None
        return min(present, met) if present and met else present or met

    def _times(self, kind: str) -> Iterable[Happening]:
        return [each for each, times in self._happened.get(kind, {}).items() for _ in range(times)]

    @staticmethod
    def _days(happened: Iterable[Happening]) -> list[date]:
        return sorted([each.on for each in happened])


def first(days: Sequence[date], since: date, until: date, number: int = 1) -> date | None:
    """The first of ascending days within two of them, both included, or the one at another number; None for none."""
    at = bisect_left(days, since) + number - 1
    return days[at] if at < len(days) and days[at] <= until else None


def _spell(happening: Happening) -> Spell:
    return Spell(happening.on, date.fromordinal(happening.number) if happening.number else None)


def _opened(spell: Spell) -> tuple[date, date]:
    return spell.opened_on, spell.closed_on or date.max
