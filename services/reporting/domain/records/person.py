"""The record of one person over all contracts: what other records say of them, and which references are theirs.

Facts come from several sources in any order, so a record is a union of sets; whom it describes on a past day follows
from the links known by then.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.reporting.domain.records.activity import INSTANCE_OUTCOME
from services.reporting.domain.records.facts import Happening, Reach, Said

ReachKey = tuple[str, str, str, str]
"""Contract, kind and id of the record that speaks of a person, and the reference by which it names them."""

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

    def months(self, contract: str, kinds: Iterable[str]) -> set[int]:
        """Months in which something of these kinds happened in a contract."""
        of_contract = self.happened[contract]
        return {happening.month for kind in kinds for happening in of_contract.get(kind, ())}


def pair(one: str, other: str) -> Pair:
    """Two references in the order in which a link is kept: it has no direction."""
    return (one, other) if one < other else (other, one)


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


def differ_from(before: Sequence[PersonRecord], after: PersonRecord) -> date | None:
    """The first day of knowledge on which records and the one that takes their place say something else, if any."""
    reaches: dict[ReachKey, Reach] = {}
    links: dict[Pair, date] = {}
    for record in before:
        reaches |= record.reaches
        links |= record.links
    days = [
        min(known_on, links.get(link, known_on))
        for link, known_on in after.links.items()
        if links.get(link) != known_on
    ]
    for key, reach in after.reaches.items():
        stood = reaches.get(key, ())
        if stood is not reach and stood != reach:
            days.append(_parting(stood, reach))
    return min(days, default=None)


def _parting(one: Reach, other: Reach) -> date:
    for this, that in zip(one, other, strict=False):
        if this != that:
            return min(this[0], that[0])
    longer, at = max(one, other, key=len), min(len(one), len(other))
    return longer[at][0]


def known_by_day(record: PersonRecord, since: date) -> Iterator[tuple[date, Sequence[Person], Set[str] | None]]:
    """The people known before `since`, and then on each day from it on that taught something, in order.

    With them comes of which kinds something else is known, nothing at first. What is yielded changes with the next
    step: it must be read before.
    """
    steps = _steps(record)
    known = _Known(record.refs)
    days = sorted(steps)
    first = 0
    while first < len(days) and days[first] < since:
        known.learn(*steps[days[first]])
        first += 1
    yield date.min, known.people(), None
    for day in days[first:]:
        if changed := known.learn(*steps[day]):
            yield day, known.people(), changed


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

    def people(self) -> Sequence[Person]:
        return [Person(happened) for happened in self._happened.values()]

    def learn(self, links: Iterable[Pair], steps: Iterable[_Step]) -> Set[str]:
        """Take in what a day taught, and give the kinds of what no other record had said already."""
        changed: set[str] = set()
        for one, other in links:
            self._join(self._find(one), self._find(other), changed)
        for ref, contract, before, said in steps:
            kinds = self._happened.setdefault(self._find(ref), {}).setdefault(contract, {})
            _count(kinds, before, -1, changed)
            _count(kinds, said, 1, changed)
        return changed

    def _find(self, ref: str) -> str:
        while self._above[ref] != ref:
            ref = self._above[ref]
        return ref

    def _join(self, one: str, other: str, changed: set[str]) -> None:
        if one == other:
            return
        self._above[one] = other
        for contract, kinds in self._happened.pop(one, {}).items():
            kept = self._happened.setdefault(other, {}).setdefault(contract, {})
            for kind, counts in kinds.items():
                changed.add(kind)
                together = kept.setdefault(kind, {})
                for happening, times in counts.items():
                    together[happening] = together.get(happening, 0) + times


def _count(kinds: dict[str, dict[Happening, int]], said: Said, by: int, changed: set[str]) -> None:
    for happening in said:
        counts = kinds.setdefault(happening.kind, {})
        times = counts.get(happening, 0) + by
        if times:
            counts[happening] = times
        else:
            del counts[happening]
        if times == 0 or times == by or happening.kind == INSTANCE_OUTCOME:
            changed.add(happening.kind)
