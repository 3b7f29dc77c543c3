"""The desk of notes: finds the referral that a contact or plan of another service was noted with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.eventstore.store import Alongside
from chassis.handling import Desk, Order, Outcome
from chassis.ids import derived_id
from services.referrals.domain import commands
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.state import Referral, stream
from services.referrals.views.referrals import ReferralList

NoteCommand = commands.NoteContact | commands.NoteContactWithdrawn | commands.NotePlan | commands.NotePlanWithdrawn
_SAID = "referral-"
"""How the name of a stream begins if a message says which referral it is about."""


class NotesDesk:
    """Handles as a desk does, after the list told which referral a note belongs to."""

    def __init__(
        self,
        desk: Desk[ReferralCommand, ReferralEvent, Referral],
        listed: ReferralList,
        linked: Callable[[str], Awaitable[tuple[str, ...]]],
    ) -> None:
        self._desk, self._listed, self._linked = desk, listed, linked

    async def handle(
        self,
        name: str,
        command: NoteCommand,
        order: Order,
        alongside: Sequence[Alongside] = (),
        *,
        fresh: bool = False,  # noqa: ARG002
    ) -> Outcome[ReferralEvent, Referral]:
        """Notes with the referral that is said, or else the one of before. A note that moves is taken away there."""
        if isinstance(command, commands.NoteContact | commands.NotePlan):
            command = replace(command, same_as=await self._linked(command.person_ref))
        known = await self._listed.of_note(_note_id(command))
        before = None if known is None else stream(known)
        if not name.startswith(_SAID):
            if before is None:  # It never concerned a referral: only the message's mark moves.
                return await self._desk.handle(name, _withdrawn(command), order, alongside)
            return await self._desk.handle(before, command, order, alongside)
        if before is not None and before != name:
            # By an id of its own, and before: found again as carried out if this breaks off in between.
            leaving = replace(order, command_id=derived_id(order.command_id, "moved"))
            await self._desk.handle(before, _withdrawn(command), leaving)
        return await self._desk.handle(name, command, order, alongside)


def _note_id(command: NoteCommand) -> UUID:
    if isinstance(command, commands.NoteContact | commands.NoteContactWithdrawn):
        return command.contact_id
    return command.plan_id


def _withdrawn(command: NoteCommand) -> NoteCommand:
    if isinstance(command, commands.NoteContact | commands.NoteContactWithdrawn):
        return commands.NoteContactWithdrawn(contact_id=command.contact_id)
    return commands.NotePlanWithdrawn(plan_id=command.plan_id)
