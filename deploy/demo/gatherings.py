"""Sessions of groups and forums of the demonstration years with their registers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo.cast import Cast
from deploy.demo.days import portions, weekdays

_FORUM_HEADS = (165, 204, 187, 212, 176, 193, 201, 182)
"""People at each forum; the first as the review says of one in March, the rest invented around its "upwards of 200"."""
_KNOWN, _BY_FIRST_NAME = 0.74, 0.14
"""Of those present at a group, the share known by reference and by first name; the rest are counted. Invented."""
_ABSENT = 0.08


@dataclass(frozen=True, slots=True)
class Series:
    """A group that meets every week on a day (0 is Monday), at one of its contract's places."""

    code: str
    weekday: int
    group: str
    """Its code in the contract's timetable."""
    place: str


@dataclass(frozen=True, slots=True)
class Attender:
    """A line of a register: a known person, or somebody known by first name only (None)."""

    person: int | None
    attendance: str = "present"


@dataclass(frozen=True, slots=True)
class Held:
    """A session that took place. `series` is None of a forum."""

    number: int
    series: Series | None
    on: date
    attenders: tuple[Attender, ...]
    heads: int
    volunteers: int

    @property
    def attendances(self) -> int:
        """Everyone who was there, known or not."""
        return sum(each.attendance == "present" for each in self.attenders) + self.heads


def sessions(of: Cast, contract: str, series: Sequence[Series], seed: str) -> tuple[Held, ...]:
    """The year's sessions of a contract, with exactly the attendances and different people of its sizes."""
    sizes = of.year.groups[contract]
    chance = Random(f"{seed}/sessions/{contract}/{of.year.label}")
    forums = tuple(_forums(of, sizes.forums))
    slots = _slots(of, series, sizes.sessions - len(forums), chance)
    present = portions(sizes.attendances - sum(held.heads for held in forums), len(slots), chance, spread=3, least=1)
    members = _members(of.attenders[contract], series)
    turns = dict.fromkeys(members, 0)
    held = list(forums)
    for number, ((on, one), size) in enumerate(zip(slots, present, strict=True), start=len(forums)):
        own = members[one]
        known = min(len(own), max(1, round(size * _KNOWN)))
        at = turns[one]
        turns[one] = at + known
        lines = [Attender(own[(at + nth) % len(own)]) for nth in range(known)]
        lines += [Attender(None) for _ in range(min(size - known, round(size * _BY_FIRST_NAME)))]
        heads = size - len(lines)
        if len(own) > known and chance.random() < _ABSENT * size:
            lines.append(Attender(own[(at + known) % len(own)], chance.choice(("absent", "absent", "cancelled"))))
        held.append(Held(number, one, on, tuple(lines), heads, volunteers=number % 2))
    came = {each.person for one in held for each in one.attenders if each.attendance == "present"} - {None}
    if len(came) != sizes.people:
        raise ValueError(f"{len(came)} people come to {contract}'s groups in {of.year.label}, not {sizes.people}")
    return tuple(held)


def _forums(of: Cast, count: int) -> Iterator[Held]:
    """Spread over the year, the last in March; everyone is counted."""
    for number in range(count):
        on = of.year.last_day - timedelta(days=10 + number * 44)
        yield Held(number, None, on, (), _FORUM_HEADS[number % len(_FORUM_HEADS)], volunteers=6)


def _slots(of: Cast, series: Sequence[Series], count: int, chance: Random) -> list[tuple[date, Series]]:
    """So many days on which groups meet, in their order; which of them fall out is chance."""
    days = [(on, one) for one in series for on in weekdays(of.year.first_day, of.year.last_day, one.weekday)]
    if len(days) < count:
        raise ValueError(f"{len(days)} meetings of {len(series)} groups are fewer than {count} sessions")
    return sorted(chance.sample(days, k=count), key=lambda slot: (slot[0], slot[1].code))


def _members(people: Sequence[int], series: Sequence[Series]) -> dict[Series, tuple[int, ...]]:
    """Who belongs to which group: each person to one, and every third to a second."""
    own: dict[Series, list[int]] = {one: [] for one in series}
    for nth, person in enumerate(people):
        own[series[nth % len(series)]].append(person)
        if nth % 3 == 0 and len(series) > 1:
            own[series[(nth + 7) % len(series)]].append(person)
    return {one: tuple(dict.fromkeys(numbers)) for one, numbers in own.items()}
