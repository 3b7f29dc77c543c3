"""What is known of a person beside their referrals."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

from services.referrals.domain.profile.events import (
    CharacteristicRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    PersonRegistered,
    ProfileEvent,
)
from services.referrals.domain.profile.terms import NOT_KNOWN, Purpose


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether the person agrees to a purpose, and since when."""

    given: bool
    since: date


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's profile as it stands."""

    person_ref: str | None = None
    registered_on: date | None = None
    answers: Mapping[str, CharacteristicRecorded] = field(default_factory=lambda: MappingProxyType({}))
    consents: Mapping[Purpose, Consent] = field(default_factory=lambda: MappingProxyType({}))

    def answer(self, characteristic: str) -> str:
        """The latest answer; not known where nobody recorded any."""
        recorded = self.answers.get(characteristic)
        return recorded.answer if recorded else NOT_KNOWN


INITIAL = Profile()


def stream(person_ref: str) -> str:
    """Name of the stream that holds a person's profile."""
    return f"profile-{person_ref}"


def subject(state: Profile) -> str | None:
    """The person's reference."""
    return state.person_ref


def evolve(state: Profile, event: ProfileEvent) -> Profile:
    """The profile after one more event."""
    known = replace(state, person_ref=event.person_ref)
    match event:
        case PersonRegistered():
            return replace(known, registered_on=event.registered_on)
        case CharacteristicRecorded():
            return replace(known, answers=MappingProxyType({**state.answers, event.characteristic: event}))
        case ConsentGiven():
            return replace(known, consents=_with(state, event.purpose, Consent(True, event.given_on)))
        case ConsentWithdrawn():
            return replace(known, consents=_with(state, event.purpose, Consent(False, event.withdrawn_on)))
        case _:
            assert_never(event)


def _with(state: Profile, purpose: Purpose, consent: Consent) -> Mapping[Purpose, Consent]:
    return MappingProxyType({**state.consents, purpose: consent})
