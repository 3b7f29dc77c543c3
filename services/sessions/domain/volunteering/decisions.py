"""What may stand in a volunteer's time under a contract's terms."""

from collections.abc import Iterator
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.sessions.domain.faults import length_faults
from services.sessions.domain.terms import SessionsTerms
from services.sessions.domain.volunteering.events import (
    Volunteering,
    VolunteeringCorrected,
    VolunteeringEvent,
    VolunteeringRecorded,
    VolunteeringWithdrawn,
)


def kind(terms: SessionsTerms) -> EntryKind[Volunteering]:
    """Time given as a kind of entry. Whose time it was cannot be corrected, only withdrawn and set down anew."""
    return EntryKind(
        noun="volunteering",
        recorded=VolunteeringRecorded,
        corrected=VolunteeringCorrected,
        withdrawn=VolunteeringWithdrawn,
        subject=lambda volunteering: volunteering.person_ref,
        faults=lambda volunteering, today: _faults(terms, volunteering, today),
        reasons=terms.correction_reasons,
        fixed=("volunteer_id", "person_ref"),
    )


def decider(terms: SessionsTerms) -> Decider[EntryCommand[Volunteering], VolunteeringEvent, Entry[Volunteering]]:
    """The decider of time given."""
    return entry_decider(kind(terms))


def _faults(terms: SessionsTerms, volunteering: Volunteering, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", volunteering.on, today)
    yield from length_faults(volunteering.minutes)
    yield from not_one_of("activity", volunteering.activity, terms.volunteering_activities)
    if volunteering.programme is not None:
        yield from not_one_of("programme", volunteering.programme, terms.programmes)
