"""The record of one person over all contracts: what other records say of them, and which references are theirs.

Facts come from several sources in any order, so a record is a union of sets; whom it describes on a past day follows
from the links known by then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID, uuid5

from services.reporting.domain.records.facts import Happening, Reach, Said
from services.reporting.domain.records.story import Story

ReachKey = tuple[str, str, str, str]
"""Contract, kind and id of the record that speaks of a person, and the reference by which it names them."""

JOURNEY, GATHERING, LINK = "journey", "gathering", "link"
"""Kinds of records that speak of people, and of the link between two references. An activity speaks under its own."""
_LINKS = UUID("0b7f3c1e-5a54-4d0f-9a43-6f1d2f6f7a10")

Counts = Mapping[Happening, int]
"""How many records say that something happened."""

Pair = tuple[str, str]
"""Two references, the smaller first."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything known of one connected set of references."""

    refs: frozenset[str]
    reaches: Mapping[ReachKey, Reach] = field(default_factory=lambda: MappingProxyType({}))
    links: Mapping[Pair, date] = field(default_factory=lambda: MappingProxyType({}))
    """Each link with the first day on which any contract recorded it."""

    @property
    def canonical(self) -> str:
        """The reference under which the record is kept."""
        return min(self.refs)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as known on some day: for each contract and kind what happened with them."""

    happened: Mapping[str, Mapping[str, Counts]]
    _stories: dict[str, Story] = field(default_factory=dict, init=False, repr=False, compare=False)
    _months: dict[tuple[str, frozenset[str]], Set[int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def story(self, contract: str) -> Story:
        """What happened in a contract by day; the same for all who ask, so that it is worked out once."""
        found = self._stories.get(contract)
        if found is None:
            found = self._stories[contract] = Story(self.happened[contract])
        return found

    def forget(self, contract: str, kinds: Set[str]) -> None:
        """Work out anew what is made of these kinds in a contract, because something else is known of them."""
        story = self._stories.get(contract)
        if story is not None:
            story.forget(kinds)
        for key in [key for key in self._months if key[0] == contract and not key[1].isdisjoint(kinds)]:
            del self._months[key]

    def months(self, contract: str, kinds: frozenset[str]) -> Set[int]:
        """Months in which something of these kinds happened in a contract."""
        found = self._months.get((contract, kinds))
        if found is None:
            of_contract = self.happened[contract]
            found = {happening.month for kind in kinds for happening in of_contract.get(kind, ())}
            self._months[contract, kinds] = found
        return found


def pair(one: str, other: str) -> Pair:
    """Two references in the order in which a link is kept: it has no direction."""
    return (one, other) if one < other else (other, one)


def link_id(link: Pair) -> UUID:
    """Under which the messages of a link are kept: a stream tells of two references, whichever it names first."""
    return uuid5(_LINKS, " ".join(link))


def joined(records: Iterable[PersonRecord], link: Pair, known_on: date) -> PersonRecord:
    """One record out of those of both ends of a link, known from the earliest day on which it was recorded."""
    refs: set[str] = set(link)
    reaches: dict[ReachKey, Reach] = {}
    links: dict[Pair, date] = {}
    for record in records:
        refs |= record.refs
        reaches |= record.reaches
        links |= record.links
    links[link] = min(known_on, links.get(link, known_on))
    return PersonRecord(frozenset(refs), reaches, links)


def with_reaches(record: PersonRecord, reaches: Mapping[ReachKey, Reach]) -> PersonRecord:
    """The record with what others now say of the person in place of what they said; itself if that is the same."""
    if all(record.reaches.get(key) == reach for key, reach in reaches.items()):
        return record
    return PersonRecord(record.refs, {**record.reaches, **reaches}, record.links)


def people_of(record: PersonRecord, day: date) -> list[Person]:
    """The people whom the record's references were known to be on a day: one, or several before a link was known."""
    people: list[Person] = []
    for known_on, then, _ in known_by_day(record, date.min):
        if known_on > day:
            break
        people = [
            Person({contract: {kind: dict(each) for kind, each in kinds.items()} for contract, kinds in one.items()})
            for one in (person.happened for person in then)
        ]
    return people


def differ_from(before: Sequence[PersonRecord], after: PersonRecord) -> tuple[date | None, Set[str]]:
    """The first day of knowledge on which records and the one that takes their place say something else, if any, and
    the kinds of what they say otherwise from then on."""
    reaches: Mapping[ReachKey, Reach] = before[0].reaches if before else {}
    links: Mapping[Pair, date] = before[0].links if before else {}
    for record in before[1:]:
        reaches, links = {**reaches, **record.reaches}, {**links, **record.links}
    days = [
        min(known_on, links.get(link, known_on))
        for link, known_on in after.links.items()
        if links.get(link) != known_on
    ]
    kinds: set[str] = set()
    if days:  # A link brings together all that was ever told of its ends.
        kinds |= {each.kind for reach in after.reaches.values() for _, said in reach for each in said}
    for key, reach in after.reaches.items():
        stood = reaches.get(key, ())
        if stood is not reach and stood != reach:
            days.append(_parting(stood, reach, kinds))
    return min(days, default=None), kinds


def _parting(one: Reach, other: Reach, kinds: set[str]) -> date:
    """The first day on which two reaches say something else; adds the kinds of what they ever say otherwise."""
    if not one:
        kinds.update([each.kind for _, said in other for each in said])
        return other[0][0]
    parted: date | None = None
    this, that = dict(one), dict(other)
    before: Said = ()
    after: Said = ()
    for day in sorted({*this, *that}):
        before, after = this.get(day, before), that.get(day, after)
        if before != after:
            parted = parted or day
            told, now = Counter(before), Counter(after)
            kinds |= {each.kind for each in (*(told - now), *(now - told))}
    assert parted is not None
    return parted


class Learnt(NamedTuple):
    """Of which kinds something else is known than before."""

    by_month: set[str]
    """Something happened in a month in which no other record had said so, or did not happen after all."""
    by_day: set[str]
    """The same, or on another day of the month, or another number of times."""


def known_by_day(record: PersonRecord, since: date) -> Iterator[tuple[date, Sequence[Person], Learnt]]:
    """The people known before `since`, and then on each day from it on that taught something, in order.

    With them comes what was learnt; with the first, all that will be. What is yielded changes with the next step: it
    must be read before.
    """
    steps = _steps(record)
    if since > max(steps, default=date.min):
        return
    known = _Known(record.refs)
    days = sorted(steps)
    first = 0
    while first < len(days) and days[first] < since:
        known.remember(*steps[days[first]])
        first += 1
    coming = _kinds(record, since, [steps[day] for day in days[first:]])
    yield date.min, known.people(), Learnt(coming, coming)
    for day in days[first:]:
        learnt = known.learn(*steps[day])
        if learnt.by_day:
            yield day, known.people(), learnt


def known_at_last(
    before: Sequence[PersonRecord], after: PersonRecord, since: date
) -> Iterator[tuple[date, Sequence[Person], Learnt]] | None:
    """The same, where all that is told otherwise became known on `since` and nothing later: the people as they stood,
    and as they stand. None where that is not so. Facts mostly arrive in their order, and then no day is gone through
    again, nor is anything looked at of which nothing else is known."""
    if len(before) > 1 or (before[0].links if before else {}) != after.links:
        return None
    stood = before[0].reaches if before else {}
    for reaches in (stood, after.reaches):
        for reach in reaches.values():
            if reach and reach[-1][0] > since:
                return None
    if any(known_on > since for known_on in after.links.values()):
        return None
    return _at_last(stood, after, since)


def _at_last(
    stood: Mapping[ReachKey, Reach], after: PersonRecord, since: date
) -> Iterator[tuple[date, Sequence[Person], Learnt]]:
    known = _Known(after.refs)
    known.remember(after.links, [(key[3], key[0], (), reach[-1][1]) for key, reach in stood.items() if reach])
    forth: list[_Step] = []
    for key, reach in after.reaches.items():
        was = stood.get(key, ())
        if was is not reach and was != reach:
            forth.append((key[3], key[0], was[-1][1] if was else (), reach[-1][1] if reach else ()))
    learnt = known.learn((), forth)
    if stood:
        # Back again, to look only at what is known otherwise.
        known.remember((), [(ref, contract, now, then) for ref, contract, then, now in forth])
        yield date.min, known.people(), learnt
        known.remember((), forth)
    yield since, known.people(), learnt


def _kinds(record: PersonRecord, since: date, steps: Iterable[tuple[list[Pair], list["_Step"]]]) -> set[str]:
    """Kinds of what is told from a day on. A link brings together all that was ever told."""
    if any(known_on >= since for known_on in record.links.values()):
        return {each.kind for reach in record.reaches.values() for _, said in reach for each in said}
    return {each.kind for _, told in steps for _, _, before, said in told for each in (*before, *said)}


_Step = tuple[str, str, Said, Said]
"""Reference, contract, what was said before and what is said now."""


def _steps(record: PersonRecord) -> Mapping[date, tuple[list[Pair], list[_Step]]]:
    """What became known of a person on each day: links, and what records say."""
    steps: dict[date, tuple[list[Pair], list[_Step]]] = defaultdict(lambda: ([], []))
    for link, known_on in record.links.items():
        steps[known_on][0].append(link)
    for (contract, _, _, ref), reach in record.reaches.items():
        before: Said = ()
        for day, said in reach:
            steps[day][1].append((ref, contract, before, said))
            before = said
    return steps


class _Known:
    """What is known of the references of a record while days of knowledge go by."""

    def __init__(self, refs: Iterable[str]) -> None:
        self._above = {ref: ref for ref in refs}
        self._happened: dict[str, dict[str, dict[str, dict[Happening, int]]]] = {}
        self._people: dict[str, Person] = {}

    def people(self) -> Sequence[Person]:
        for ref, happened in self._happened.items():
            if ref not in self._people:
                self._people[ref] = Person(happened)
        return [self._people[ref] for ref in self._happened]

    def remember(self, links: Iterable[Pair], steps: Iterable[_Step]) -> set[str]:
        """Take in what a day taught, and give the kinds that a link brought together."""
        joined_kinds: set[str] = set()
        for one, other in links:
            joined_kinds |= self._join(self._find(one), self._find(other))
        for ref, contract, before, said in steps:
            whose = self._find(ref)
            kinds = self._happened.setdefault(whose, {}).setdefault(contract, {})
            _count(kinds, before, -1)
            _count(kinds, said, 1)
            if (person := self._people.get(whose)) is not None:
                person.forget(contract, {each.kind for each in (*before, *said)})
        return joined_kinds

    def learn(self, links: Iterable[Pair], steps: Iterable[_Step]) -> Learnt:
        """The same, and give the kinds of what is known otherwise."""
        kinds = self.remember(links, ())
        learnt = Learnt(kinds, set(kinds))
        for ref, contract, before, said in steps:
            gone, come = _otherwise(before, said)
            learnt.by_day.update([each.kind for each in (*gone, *come)])
            of_contract = self._happened.get(self._find(ref), {}).get(contract, {})
            looked_at = {each.kind for each in (*gone, *come)} - learnt.by_month
            stood = {kind: _without_days(of_contract.get(kind, ())) for kind in looked_at}
            self.remember((), ((ref, contract, gone, come),))
            of_contract = self._happened[self._find(ref)][contract]
            learnt.by_month.update(
                [kind for kind, months in stood.items() if months != _without_days(of_contract.get(kind, ()))]
            )
        return learnt

    def _find(self, ref: str) -> str:
        while self._above[ref] != ref:
            ref = self._above[ref]
        return ref

    def _join(self, one: str, other: str) -> set[str]:
        joined_kinds: set[str] = set()
        if one == other:
            return joined_kinds
        self._above[one] = other
        self._people.pop(one, None)
        self._people.pop(other, None)
        for contract, kinds in self._happened.pop(one, {}).items():
            kept = self._happened.setdefault(other, {}).setdefault(contract, {})
            for kind, counts in kinds.items():
                joined_kinds.add(kind)
                together = kept.setdefault(kind, {})
                for happening, times in counts.items():
                    together[happening] = together.get(happening, 0) + times
        return joined_kinds


def _otherwise(before: Said, said: Said) -> tuple[Said, Said]:
    """What was said before and is not now, and the other way round; all of both where something is said twice."""
    if not before or not said:
        return before, said
    one, other = set(before), set(said)
    if len(one) < len(before) or len(other) < len(said):
        return before, said
    return tuple([each for each in before if each not in other]), tuple([each for each in said if each not in one])


def _without_days(happened: Iterable[Happening]) -> set[tuple[int, str, int]]:
    return {(month, word, number) for _, month, _, word, number in happened}


def _count(kinds: dict[str, dict[Happening, int]], said: Said, by: int) -> None:
    for happening in said:
        counts = kinds.setdefault(happening.kind, {})
        times = counts.get(happening, 0) + by
        if times:
            counts[happening] = times
        else:
            del counts[happening]
