"""Decisions on how charts are drawn: limits are counted anew only for a known cause, which is recorded."""

from dataclasses import dataclass
from enum import StrEnum


class RebaseReason(StrEnum):
    """Known causes of a lasting change, as coded words: no free text about anybody."""

    SERVICE_EXTENDED = "service-extended"
    SERVICE_REDUCED = "service-reduced"
    SITE_OPENED = "site-opened"
    SITE_CLOSED = "site-closed"
    PROCESS_CHANGED = "process-changed"
    RECORDING_CHANGED = "recording-changed"
    FUNDING_CHANGED = "funding-changed"
    EVENT_OUTSIDE = "event-outside"


@dataclass(frozen=True, slots=True)
class Rebase:
    """That limits of a metric's chart are counted anew from a numbered month on, and why."""

    metric: str
    month: int
    reason: str
