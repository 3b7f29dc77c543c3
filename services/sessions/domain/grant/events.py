"""What is kept of a grant, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a project that applied to a fund was awarded. Who applied is not kept: a grant is about nobody."""

    fund: str
    on: date
    """Day of the decision."""
    pounds: int
    """Whole pounds that were awarded; nought where nothing was."""
    workers: tuple[UUID, ...]
    """Who decided."""
    applied_on: date | None = None
    interviewed_on: date | None = None
    district: str | None = None
    exception: str | None = None
    """Why rules of the fund were set aside; None where every rule is kept."""
    set_aside: tuple[str, ...] = ()
    """Which rules they were, by the terms of the time when this was set down."""


@dataclass(frozen=True, slots=True)
class GrantRecorded:
    """A decision was set down."""

    entry_id: UUID
    content: Grant


@dataclass(frozen=True, slots=True)
class GrantCorrected:
    """A decision was recorded wrongly: everything as it stands now."""

    entry_id: UUID
    content: Grant
    reason: str


@dataclass(frozen=True, slots=True)
class GrantWithdrawn:
    """A decision should not have been recorded."""

    entry_id: UUID
    reason: str


GrantEvent = GrantRecorded | GrantCorrected | GrantWithdrawn

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "grant-recorded.v1": GrantRecorded,
        "grant-corrected.v1": GrantCorrected,
        "grant-withdrawn.v1": GrantWithdrawn,
    }
)
"""Stored name to the class of the event."""
