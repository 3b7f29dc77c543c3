"""How large the demonstration years are, read from `year.toml`, where each size says if it is stated or invented."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

SIZES = Path(__file__).with_name("year.toml")


@dataclass(frozen=True, slots=True)
class Groups:
    """Sessions of one contract in one year, and who came."""

    sessions: int
    attendances: int
    people: int
    """Different people known by reference; the others were taken down by first name or counted."""
    forums: int = 0
    """One-off gatherings among the sessions."""


@dataclass(frozen=True, slots=True)
class HardOutcomes:
    """Hard outcomes of one kind, recorded by these contracts."""

    kind: str
    contracts: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Year:
    """One financial year, beginning on 1 April of `begins`."""

    begins: int
    calls_and_texts: int
    other_contacts: int
    """Attended contacts by other ways."""
    missed_contacts: int
    signpostings: int
    soft_outcomes: int
    into_accredited_training: int
    volunteer_hours: int
    groups: Mapping[str, Groups]
    """By contract."""
    hard_outcomes: tuple[HardOutcomes, ...]

    @property
    def label(self) -> str:
        """As reports name it."""
        return f"{self.begins}/{(self.begins + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        return date(self.begins, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.begins + 1, 3, 31)


@dataclass(frozen=True, slots=True)
class People:
    """How many people both years tell of."""

    worked_with: int
    referred: int
    carried_over: int
    came_back: int
    earlier_only: int
    earlier_drop_ins: int
    """Of those, who came to groups without a referral."""
    in_two_contracts: int
    shares: Mapping[str, int] = field(default_factory=dict)
    """Of a hundred people referred, how many go to each contract."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Both years and their people; everything follows from these and the seed."""

    seed: str
    people: People
    earlier: Year
    later: Year


def read_sizes(path: Path = SIZES) -> Sizes:
    """The sizes of the file."""
    return TypeAdapter(Sizes).validate_python(tomllib.loads(path.read_text()))
