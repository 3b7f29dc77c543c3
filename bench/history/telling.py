"""One message of the history before it is encoded, and how ids and days of recording are drawn."""

from random import Random
from typing import NamedTuple

from bench.history.days import DAYS, ISO

REFERRALS, SESSIONS, OUTCOMES = range(3)
"""Places of the services in `contracts.messages.catalogue.PUBLISHERS`."""


class Told(NamedTuple):
    """A message: who says it, of what type, at which version of its stream, and what of it a fact table keeps."""

    service: int
    kind: str
    version: int
    key: str
    on: int
    """Number of the day on which it happened."""
    person: str | None
    body: str


class Agenda:
    """What will be recorded on each day, and the chance by which it all comes about.

    A seed makes the same history again. What would be recorded after the last day is never told.
    """

    def __init__(self, seed: str) -> None:
        self.chance = Random(seed)
        self.random = self.chance.random
        self._days: list[list[Told]] = [[] for _ in range(DAYS)]

    def take(self, day: int) -> list[Told]:
        """What is recorded on a day, which is thereby over."""
        told, self._days[day] = self._days[day], []
        return told

    def tell(self, recorded: int, told: Told) -> None:
        """Have something recorded on a day."""
        if recorded < DAYS:
            self._days[recorded].append(told)

    def below(self, number: int) -> int:
        """Any whole number from nought up to the one before `number`."""
        return int(self.random() * number)

    def recorded(self, on: int) -> int:
        """When something is recorded: mostly at once, a tenth after more than three days, some after months."""
        late = self.random()
        if late < 0.7:
            return on
        if late < 0.9:
            return on + 1 + self.below(3)
        return on + (4 + self.below(11) if late < 0.98 else 15 + self.below(76))

    def id(self) -> str:
        """A new id."""
        text = f"{self.chance.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def iso(number: int) -> str:
    """A day as it is written; one beyond the calendar is the calendar's last."""
    return ISO[number] if number < len(ISO) else ISO[-1]
