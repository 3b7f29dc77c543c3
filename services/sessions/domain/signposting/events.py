"""What is kept of a signposting, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Signposting:
    """Somebody was told of one service of the directory."""

    on: date
    service: str
    """Code of the service in the directory."""
    category: str
    """Kind of the service, as the directory had it when this was set down."""
    person_ref: str | None = None
    """Who was told; None where nobody was taken down."""
    referral_id: UUID | None = None
    programme: str | None = None
    workers: tuple[UUID, ...] = ()
    """Who told them."""


@dataclass(frozen=True, slots=True)
class SignpostingRecorded:
    """A signposting was set down."""

    entry_id: UUID
    content: Signposting


@dataclass(frozen=True, slots=True)
class SignpostingCorrected:
    """A signposting was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Signposting
    reason: str


@dataclass(frozen=True, slots=True)
class SignpostingWithdrawn:
    """A signposting should not have been recorded."""

    entry_id: UUID
    reason: str


SignpostingEvent = SignpostingRecorded | SignpostingCorrected | SignpostingWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "signposting-recorded.v1": SignpostingRecorded,
        "signposting-corrected.v1": SignpostingCorrected,
        "signposting-withdrawn.v1": SignpostingWithdrawn,
    }
)
"""Stored name to the class of the event."""
