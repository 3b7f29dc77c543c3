"""From bodies to commands: meetings, lines with ids that follow from the command's, and the first names beside them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.eventstore.store import Alongside
from chassis.ids import derived_id
from services.sessions.api.gatheringshapes import HeadsGiven, MeetingGiven, RegisterGiven
from services.sessions.domain.session.commands import Heads, Line, Meeting
from services.sessions.people.first_names import first_names


def meeting_of(given: MeetingGiven) -> Meeting:
    """What a session is, as a body says."""
    return Meeting(
        kind=given.kind or ("gathering" if given.group_id is None else "group"),
        group_id=given.group_id,
        programme=given.programme,
        activity=given.activity,
        place=given.place,
        channel=given.channel,
        capacity=given.capacity,
        leaders=None if given.leaders is None else tuple(sorted(set(given.leaders))),
    )


def lines_of(register: RegisterGiven, command_id: UUID, row: int = 0) -> tuple[Line, ...]:
    """The lines of a register; `row` is its place in a batch."""
    return tuple(
        Line(
            line_id=derived_id(command_id, "line", row, number),
            person_ref=line.person_ref,
            attendance=line.attendance,
            channel=line.channel,
        )
        for number, line in enumerate(register.lines)
    )


def heads_of(given: Iterable[HeadsGiven]) -> tuple[Heads, ...]:
    """Counted heads."""
    return tuple(Heads(channel=each.channel, count=each.count) for each in given)


def names_of(session_id: UUID, lines: Sequence[Line], register: RegisterGiven) -> tuple[Alongside, ...]:
    """The first names on a register, beside the log."""
    named = zip(lines, register.lines, strict=True)
    return first_names(session_id, [(line.line_id, given.first_name) for line, given in named if given.first_name])
