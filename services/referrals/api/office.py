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
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import Link
from services.referrals.domain.state import Referral, stream
from services.referrals.people.register import Register
from services.referrals.views import ReferralList

_ABOUT = ("referral_id", "person_ref")
"""Parts of every event that a timeline need not repeat."""


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the service that its routes use."""

    referrals: Desk[ReferralCommand, ReferralEvent, Referral]
    links: Desk[LinkPeople, PeopleLinked, Link]
    listed: ReferralList
    register: Register
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

    async def timeline(self, referral_id: UUID) -> Sequence[Moment]:
        """Everything that happened to a referral, in its order."""
        history = await self.store.load(stream(referral_id))
        return [
            Moment(
                version=stored.version,
                event=stored.name,
                recorded_at=stored.recorded_at,
                facts=_facts(self.codec.decode(stored.name, stored.data)),
            )
            for stored in history.events
        ]


def _facts(event: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name not in _ABOUT}
