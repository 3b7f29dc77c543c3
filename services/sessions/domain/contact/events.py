"""What is kept of a contact, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One appointment with one person, whatever became of it."""

    person_ref: str
    on: date
    channel: str
    """MHSDS consultation mechanism."""
    attendance: str
    """MHSDS attendance code."""
    purpose: str
    programme: str
    workers: tuple[UUID, ...]
    """Who attended for the service, or was to attend."""
    minutes: int | None = None
    """How long it took; None where it did not take place, or by a channel that takes no time together."""
    referral_id: UUID | None = None
    exception: str | None = None
    """Why a rule of the terms was set aside; None where every rule is kept."""


@dataclass(frozen=True, slots=True)
class ContactRecorded:
    """A contact was set down."""

    entry_id: UUID
    content: Contact


@dataclass(frozen=True, slots=True)
class ContactCorrected:
    """A contact was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Contact
    reason: str


@dataclass(frozen=True, slots=True)
class ContactWithdrawn:
    """A contact should not have been recorded."""

    entry_id: UUID
    reason: str


ContactEvent = ContactRecorded | ContactCorrected | ContactWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "contact-recorded.v1": ContactRecorded,
        "contact-corrected.v1": ContactCorrected,
        "contact-withdrawn.v1": ContactWithdrawn,
    }
)
"""Stored name to the class of the event."""
