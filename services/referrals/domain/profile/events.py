"""What became known of a person, as the log keeps it: coded words under a reference, never who it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.referrals.domain.profile.terms import Purpose


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """Somebody was taken down without a referral."""

    person_ref: str
    registered_on: date


@dataclass(frozen=True, slots=True)
class CharacteristicRecorded:
    """One answer, in place of an earlier one if there was one."""

    person_ref: str
    characteristic: str
    answer: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The person agreed to a purpose from a day on."""

    person_ref: str
    purpose: Purpose
    given_on: date


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The person agreed no longer from a day on."""

    person_ref: str
    purpose: Purpose
    withdrawn_on: date


ProfileEvent = PersonRegistered | CharacteristicRecorded | ConsentGiven | ConsentWithdrawn
EVENT_TYPES: Mapping[str, type[ProfileEvent]] = MappingProxyType(
    {
        "person-registered.v1": PersonRegistered,
        "characteristic-recorded.v1": CharacteristicRecorded,
        "consent-given.v1": ConsentGiven,
        "consent-withdrawn.v1": ConsentWithdrawn,
    }
)
"""Stored name to event."""
