"""What may stand in the team's other work under a contract's terms."""

from collections.abc import Iterator
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.sessions.domain.faults import length_faults, worker_faults
from services.sessions.domain.staff_activity.events import (
    StaffActivity,
    StaffActivityCorrected,
    StaffActivityEvent,
    StaffActivityRecorded,
    StaffActivityWithdrawn,
)
from services.sessions.domain.terms import SessionsTerms


def kind(terms: SessionsTerms) -> EntryKind[StaffActivity]:
    """The team's other work as a kind of entry. It is about nobody."""
    return EntryKind(
        noun="staff-activity",
        recorded=StaffActivityRecorded,
        corrected=StaffActivityCorrected,
        withdrawn=StaffActivityWithdrawn,
        subject=lambda _: None,
        faults=lambda activity, today: _faults(terms, activity, today),
        reasons=terms.correction_reasons,
    )


def decider(terms: SessionsTerms) -> Decider[EntryCommand[StaffActivity], StaffActivityEvent, Entry[StaffActivity]]:
    """The decider of the team's other work."""
    return entry_decider(kind(terms))


def _faults(terms: SessionsTerms, activity: StaffActivity, today: date) -> Iterator[Fault]:
    yield from not_one_of("kind", activity.kind, terms.staff_activities)
    yield from in_the_future("on", activity.on, today)
    yield from length_faults(activity.minutes)
    yield from worker_faults(activity.workers)
    if activity.programme is not None:
        yield from not_one_of("programme", activity.programme, terms.programmes)
