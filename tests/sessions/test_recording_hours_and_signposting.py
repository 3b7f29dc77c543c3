"""Signpostings, volunteers' time and the team's other work: what may be set down, corrected and withdrawn."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from chassis.entry import Correct, Record, Withdraw
from services.sessions.domain.signposting import decisions as signposting
from services.sessions.domain.signposting.events import SignpostingCorrected, SignpostingRecorded, SignpostingWithdrawn
from services.sessions.domain.staff_activity import decisions as staff_activity
from services.sessions.domain.staff_activity.events import (
    StaffActivityCorrected,
    StaffActivityRecorded,
    StaffActivityWithdrawn,
)
from services.sessions.domain.volunteering import decisions as volunteering
from services.sessions.domain.volunteering.events import (
    VolunteeringCorrected,
    VolunteeringRecorded,
    VolunteeringWithdrawn,
)
from tests.sentences import given
from tests.sessions.builders import (
    ENTRY,
    OTHER_PERSON,
    SIGNPOSTING,
    STAFF_ACTIVITY,
    TERMS,
    TODAY,
    VOLUNTEERING,
    WORKER,
    june,
)

SIGNPOSTINGS = signposting.decider(TERMS)
HOURS = volunteering.decider(TERMS)
ACTIVITIES = staff_activity.decider(TERMS)
TOMORROW = date(2025, 7, 1)
WITHDRAW = Withdraw(reason="entered-in-error")


def record(content: Any, **changes: Any) -> Record[Any]:
    return Record(entry_id=ENTRY, content=replace(content, **changes), today=TODAY)


def correct(content: Any, **changes: Any) -> Correct[Any]:
    return Correct(content=replace(content, **changes), reason="wrong-details", today=TODAY)


def test_signposting_somebody_and_nobody_in_particular() -> None:
    nobody = replace(SIGNPOSTING, person_ref=None, referral_id=None, programme=None, workers=())
    given(SIGNPOSTINGS).when(record(SIGNPOSTING)).then(SignpostingRecorded(ENTRY, SIGNPOSTING))
    given(SIGNPOSTINGS).when(record(nobody)).then(SignpostingRecorded(ENTRY, nobody))


def test_a_signposting_says_every_fault_at_once() -> None:
    wrong = {"on": TOMORROW, "service": "Food!", "category": "tea", "programme": "bees", "workers": (WORKER, WORKER)}
    given(SIGNPOSTINGS).when(record(SIGNPOSTING, **wrong)).then_invalid(
        ("on", "in-the-future"),
        ("service", "unknown-service"),
        ("category", "unknown-category"),
        ("programme", "unknown-programme"),
        ("workers", "named-twice"),
    )


def test_a_signposting_is_corrected_and_withdrawn() -> None:
    before = SignpostingRecorded(ENTRY, SIGNPOSTING)
    after = replace(SIGNPOSTING, on=june(3))
    given(SIGNPOSTINGS, before).when(correct(SIGNPOSTING, on=june(3))).then(
        SignpostingCorrected(ENTRY, after, "wrong-details")
    )
    given(SIGNPOSTINGS, before).when(correct(SIGNPOSTING, person_ref=OTHER_PERSON)).then_refused(
        "not-correctable", "person_ref"
    )
    given(SIGNPOSTINGS, before).when(WITHDRAW).then(SignpostingWithdrawn(ENTRY, "entered-in-error"))


def test_a_volunteer_gives_time() -> None:
    given(HOURS).when(record(VOLUNTEERING)).then(VolunteeringRecorded(ENTRY, VOLUNTEERING))
    whole_day = replace(VOLUNTEERING, minutes=1440)
    given(HOURS).when(record(whole_day)).then(VolunteeringRecorded(ENTRY, whole_day))


def test_a_day_has_24_hours_for_a_volunteer_too() -> None:
    given(HOURS).when(record(VOLUNTEERING, minutes=1441)).then_invalid(("minutes", "too-long"))
    given(HOURS).when(record(VOLUNTEERING, minutes=0)).then_invalid(("minutes", "too-short"))


def test_time_given_says_every_fault_at_once() -> None:
    wrong = {"on": TOMORROW, "minutes": -5, "activity": "walking", "programme": "bees"}
    given(HOURS).when(record(VOLUNTEERING, **wrong)).then_invalid(
        ("on", "in-the-future"),
        ("minutes", "too-short"),
        ("activity", "unknown-activity"),
        ("programme", "unknown-programme"),
    )


def test_time_given_is_corrected_and_withdrawn_and_stays_the_same_volunteers() -> None:
    before = VolunteeringRecorded(ENTRY, VOLUNTEERING)
    after = replace(VOLUNTEERING, minutes=60)
    given(HOURS, before).when(correct(VOLUNTEERING, minutes=60)).then(
        VolunteeringCorrected(ENTRY, after, "wrong-details")
    )
    given(HOURS, before).when(correct(VOLUNTEERING, volunteer_id=UUID(int=9))).then_refused(
        "not-correctable", "volunteer_id"
    )
    given(HOURS, before).when(WITHDRAW).then(VolunteeringWithdrawn(ENTRY, "entered-in-error"))


def test_the_team_meets_other_agencies() -> None:
    given(ACTIVITIES).when(record(STAFF_ACTIVITY)).then(StaffActivityRecorded(ENTRY, STAFF_ACTIVITY))


def test_the_teams_work_says_every_fault_at_once() -> None:
    wrong = {"kind": "tea", "on": TOMORROW, "minutes": 1441, "workers": (), "programme": "bees"}
    given(ACTIVITIES).when(record(STAFF_ACTIVITY, **wrong)).then_invalid(
        ("kind", "unknown-kind"),
        ("on", "in-the-future"),
        ("minutes", "too-long"),
        ("workers", "missing"),
        ("programme", "unknown-programme"),
    )


def test_the_teams_work_is_corrected_and_withdrawn() -> None:
    before = StaffActivityRecorded(ENTRY, STAFF_ACTIVITY)
    after = replace(STAFF_ACTIVITY, workers=(WORKER,))
    given(ACTIVITIES, before).when(correct(STAFF_ACTIVITY, workers=(WORKER,))).then(
        StaffActivityCorrected(ENTRY, after, "wrong-details")
    )
    given(ACTIVITIES, before).when(WITHDRAW).then(StaffActivityWithdrawn(ENTRY, "entered-in-error"))
