"""What the routes work with: desks for commands, lists and register for questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from chassis.errors import NotFound
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.handling import Desk
from services.referrals.api.shapes import Moment
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.events import (
    ReferralEvent,
    ReleaseRecorded,
    RuleExcepted,
    StepCorrected,
    StepWithdrawn,
)
from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import Link
from services.referrals.domain.profile.commands import ProfileCommand
from services.referrals.domain.profile.events import ProfileEvent
from services.referrals.domain.profile.state import Profile
from services.referrals.domain.spells import Stretch, stretches
from services.referrals.domain.state import Referral, stream
from services.referrals.domain.terms import RELEASE_RULES, ReferralTerms
from services.referrals.people.register import Register
from services.referrals.views.exceptions import ExceptionList
from services.referrals.views.referrals import Filters, ReferralList
from services.referrals.views.releases import ReleaseList

_ABOUT = ("referral_id", "person_ref")
"""Parts of every event that a timeline need not repeat."""

MOST_REFERRALS = 500
"""Referrals of one person that are looked at; nobody has as many."""


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the service that its routes use."""

    referrals: Desk[ReferralCommand, ReferralEvent, Referral]
    links: Desk[LinkPeople, PeopleLinked, Link]
    profiles: Desk[ProfileCommand, ProfileEvent, Profile]
    listed: ReferralList
    exceptions: ExceptionList
    releases: ReleaseList
    register: Register
    terms: ReferralTerms
    store: EventStore
    codec: Codec
    key: bytes
    """Key of the organisation from which references of people are made."""

    async def referral(self, referral_id: UUID) -> tuple[Referral, int]:
        """A referral as it stands, and its version; raises `NotFound`."""
        state, version = await self.referrals.state(stream(referral_id))
        if version == 0:
            raise NotFound("referral", referral_id)
        return state, version

    async def timeline(self, referral_id: UUID, *, custody: bool) -> Sequence[Moment]:
        """Everything that happened to a referral, in its order; of custody only for those who may see it."""
        history = await self.referrals.history(stream(referral_id))
        taken_back = {event.of_version for _, event in history if isinstance(event, StepWithdrawn)}
        return [
            Moment(
                version=stored.version,
                event=stored.name,
                recorded_at=stored.recorded_at,
                facts=_facts(event, custody=custody),
                withdrawn=stored.version in taken_back,
            )
            for stored, event in history
            if custody or not about_custody(event)
        ]

    async def stretches_of(self, person_refs: Sequence[str]) -> list[Stretch]:
        """The times in which referrals of a person, under any of their references, were open."""
        rows, _ = await self.listed.page(Filters(person_refs=tuple(person_refs)), MOST_REFERRALS, 0)
        found: list[Stretch] = []
        for row in rows:
            state, _ = await self.referrals.state(stream(row.referral_id))
            found += stretches(each.event for each in state.standing)
        return found


def about_custody(event: ReferralEvent) -> bool:
    """Whether an event tells of custody or release, which not every reader of referrals may know of."""
    match event:
        case ReleaseRecorded():
            return True
        case StepCorrected() | StepWithdrawn():
            return event.event == RELEASE
        case RuleExcepted():
            return event.rule in RELEASE_RULES
        case _:
            return False


def _facts(event: Any, *, custody: bool) -> dict[str, Any]:
    left_out = _ABOUT if custody else (*_ABOUT, "site")
    return {name: value for name, value in asdict(event).items() if name not in left_out}


RELEASE = "release-recorded"
"""What a correction calls the event that tells of a release."""
