"""Invented people: put together from word lists, with numbers of the range that is never given to anyone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

_GIVEN = (
    "Alder", "Amber", "Anise", "Arlo", "Ash", "Aspen", "Basil", "Bay", "Beck", "Birch", "Blythe", "Bracken",
    "Bramble", "Briar", "Brook", "Bryony", "Calla", "Cedar", "Cicely", "Clover", "Coral", "Cove", "Dale", "Dell",
    "Dune", "Elder", "Elm", "Ember", "Fable", "Fell", "Fern", "Finch", "Flint", "Forest", "Gale", "Glen", "Gorse",
    "Hazel", "Heath", "Heron", "Holly", "Indigo", "Iris", "Ivy", "Jade", "Juniper", "Kestrel", "Lark", "Laurel",
    "Linden", "Lyric", "Maple", "Marsh", "Meadow", "Merle", "Moss", "Myrtle", "Oakley", "Olive", "Onyx", "Opal",
    "Pebble", "Pine", "Poppy", "Quill", "Reed", "Ridge", "River", "Robin", "Rowan", "Rue", "Sage", "Shale", "Sky",
    "Sorrel", "Sparrow", "Storm", "Tansy", "Teal", "Thorn", "Thyme", "Vale", "Wren", "Yarrow",
)  # fmt: skip
_FAMILY_BEGINS = (
    "Alma", "Brim", "Carr", "Dun", "Ever", "Fair", "Gran", "Hol", "Inver", "Jes", "Kirk", "Lang", "Mill", "Nether",
    "Over", "Pen", "Quar", "Ril", "Sand", "Thorn",
)  # fmt: skip
_FAMILY_ENDS = (
    "beck", "bridge", "brook", "bury", "combe", "dale", "field", "ford", "gate", "ham", "holme", "ley", "mere",
    "more", "scale", "shaw", "stead", "thwaite", "wick", "worth",
)  # fmt: skip
_SEXES = ("female", "male", "female", "male", "female", "male", "female", "male", "other", "unknown")


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist. `number` counts them from 0 over both years."""

    number: int
    given: str
    family: str
    born_on: date
    sex: str
    nhs_number: str | None
    """None of those whom a service often meets without one."""


def invented_people(count: int, seed: str) -> tuple[Invented, ...]:
    """So many people, no two with the same name and birth date; the same for the same seed."""
    chance = Random(seed)
    numbers = nhs_numbers()
    people = []
    for number in range(count):
        family = _FAMILY_BEGINS[number % len(_FAMILY_BEGINS)] + _FAMILY_ENDS[number // 20 % len(_FAMILY_ENDS)]
        people.append(
            Invented(
                number=number,
                given=chance.choice(_GIVEN),
                family=family,
                # A day of their own for each twenty people, so that name and birth date together are nobody else's.
                born_on=date(1948, 1, 1) + timedelta(days=(number * 7919) % 20_000),
                sex=chance.choice(_SEXES),
                nhs_number=next(numbers) if chance.random() < 0.82 else None,
            )
        )
    return tuple(people)


def nhs_numbers() -> Iterator[str]:
    """Numbers of the range 999 that pass the check, in their order, beyond those of examples and tests."""
    for serial in range(500_000, 1_000_000):
        digits = f"999{serial:06d}"
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        if check != 10:
            yield f"{digits}{0 if check == 11 else check}"
