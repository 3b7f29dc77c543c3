"""What can be asked of one service of the directory."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListService:
    """Take a service into the directory, or back into it."""

    code: str
    category: str
    districts: tuple[str, ...]
    """Areas it serves; empty where it serves every area."""
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeService:
    """Say otherwise what a service is and where, from a day on."""

    category: str
    districts: tuple[str, ...]
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireService:
    """Take a service out of the directory: from this day nobody is signposted to it."""

    on: date
    today: date = field(compare=False)


DirectoryCommand = ListService | ChangeService | RetireService
