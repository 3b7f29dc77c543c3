"""Two kinds of entry to test with: errands, and errands abroad, whose name begins with that of the first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.entry import EntryKind, in_the_future, not_one_of
from chassis.entrylist import Listed, Listing
from chassis.errors import Fault
from chassis.eventstore.codec import Codec

ERRAND = UUID("22222222-0000-4000-8000-000000000001")
RUNNER = UUID("33333333-0000-4000-8000-000000000001")
OTHER_RUNNER = UUID("33333333-0000-4000-8000-000000000002")
ANNA, BEN = "a" * 32, "b" * 32
TODAY = date(2025, 6, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something fetched for somebody by runners."""

    on: date
    what: str
    minutes: int
    runners: tuple[UUID, ...] = ()
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ErrandRecorded:
    entry_id: UUID
    content: Errand


@dataclass(frozen=True, slots=True)
class ErrandCorrected:
    entry_id: UUID
    content: Errand
    reason: str


@dataclass(frozen=True, slots=True)
class ErrandWithdrawn:
    entry_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class AbroadRecorded(ErrandRecorded):
    """The same abroad."""


@dataclass(frozen=True, slots=True)
class AbroadCorrected(ErrandCorrected):
    """The same abroad."""


@dataclass(frozen=True, slots=True)
class AbroadWithdrawn(ErrandWithdrawn):
    """The same abroad."""


def faults(errand: Errand, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", errand.on, today)
    yield from not_one_of("what", errand.what, ("bread", "milk", "medicine"))
    if errand.minutes < 1:
        yield Fault("minutes", "minutes must be at least 1", "too-short")


def listing(errand: Errand) -> Listing:
    return Listing(errand.on, errand.runners, (errand.what,))


KIND: EntryKind[Errand] = EntryKind(
    noun="errand",
    recorded=ErrandRecorded,
    corrected=ErrandCorrected,
    withdrawn=ErrandWithdrawn,
    subject=lambda errand: errand.subject,
    faults=faults,
    reasons=("entered-in-error", "told-otherwise"),
    fixed=("subject",),
)
ABROAD: EntryKind[Errand] = replace(
    KIND, noun="errand-abroad", recorded=AbroadRecorded, corrected=AbroadCorrected, withdrawn=AbroadWithdrawn
)
LISTED: tuple[Listed[Any], ...] = (Listed(KIND, listing), Listed(ABROAD, listing))
CODEC = Codec(
    {
        "errand-recorded.v1": ErrandRecorded,
        "errand-corrected.v1": ErrandCorrected,
        "errand-withdrawn.v1": ErrandWithdrawn,
        "errand-abroad-recorded.v1": AbroadRecorded,
        "errand-abroad-corrected.v1": AbroadCorrected,
        "errand-abroad-withdrawn.v1": AbroadWithdrawn,
    }
)


def errand(**more: Any) -> Errand:
    """Bread for Anna, on 2 June."""
    said: dict[str, Any] = {"on": date(2025, 6, 2), "what": "bread", "minutes": 20, "runners": (RUNNER,)}
    return Errand(**said | {"subject": ANNA} | more)
