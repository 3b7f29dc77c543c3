"""Real events of `sessions` and `outcomes`: the figures of their messages equal the count from what their logs keep."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from chassis.eventstore.codec import Codec
from services.outcomes.domain.hard_outcome import events as hard_outcome
from services.outcomes.domain.plan import events as plan
from services.outcomes.domain.soft_outcome import events as soft_outcome
from services.outcomes.domain.terms import Counted
from services.outcomes.domain.training import events as training
from services.outcomes.domain.training.terms import Learner, Stage
from services.outcomes.publishing.messages import MAPPINGS as OUTCOMES
from services.sessions.domain.contact import events as contact
from services.sessions.domain.grant import events as grant
from services.sessions.domain.session import events as session
from services.sessions.domain.signposting import events as signposting
from services.sessions.domain.staff_activity import events as staff_activity
from services.sessions.domain.volunteering import events as volunteering
from services.sessions.publishing.messages import MAPPINGS as SESSIONS
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, named, person
from tests.site.yearly import counted

ON = date(2023, 10, 2)
WORKER = named("worker", 1)


def a_session(number: int, *attenders: tuple[str | None, str], heads: int = 0) -> list[Any]:
    """A session that was held, with its register."""
    one = named("session", number)
    return [
        session.SessionPlanned(one, ON, "group", "groups", "walking", "preston", "01", ("connect", "be-active"), 1),
        session.SessionHeld(one, ON, 90, (WORKER,), ()),
        *(
            session.AttendanceRecorded(one, named("line", 100 * number + at), ref, attendance, "01")
            for at, (ref, attendance) in enumerate(attenders)
        ),
        session.HeadsCounted(one, "01", heads),
    ]


def contacts() -> list[Any]:
    """Three contacts, of which one was withdrawn and one corrected."""
    first = contact.Contact(
        person_ref=person(1), on=ON, channel="02", attendance="5", purpose="follow-up", programme="p", workers=(WORKER,)
    )
    missed = contact.Contact(
        person_ref=person(4), on=ON, channel="01", attendance="3", purpose="follow-up", programme="p", workers=(WORKER,)
    )
    ids = [named("contact", number) for number in range(3)]
    return [
        contact.ContactRecorded(ids[0], first),
        contact.ContactRecorded(ids[1], first),
        contact.ContactWithdrawn(ids[1], "entered-in-error"),
        contact.ContactRecorded(ids[2], first),
        contact.ContactCorrected(ids[2], missed, "entered-in-error"),
    ]


def hours() -> list[Any]:
    """Time given, a signposting, a meeting and a grant."""
    given = volunteering.Volunteering(
        volunteer_id=WORKER, on=ON, minutes=100, activity="outreach", ways=("give",), person_ref=person(2)
    )
    told = signposting.Signposting(on=ON, service="shelter", category="housing")
    met = staff_activity.StaffActivity(kind="multi-agency-meeting", on=ON, minutes=60, workers=(WORKER,))
    awarded = grant.Grant(
        fund="bric", on=ON, pounds=6000, workers=(WORKER,), exception="other", set_aside=("largest-award",)
    )
    return [
        grant.GrantRecorded(named("g", 1), awarded),
        volunteering.VolunteeringRecorded(named("v", 1), given),
        signposting.SignpostingRecorded(named("s", 1), told),
        staff_activity.StaffActivityRecorded(named("m", 1), met),
    ]


def changes() -> list[Any]:
    """Outcomes, a plan and training."""
    into_work = hard_outcome.HardOutcome(
        person_ref=person(5), on=ON, kind="employment", evidence="letter", counted=Counted.PERSONS, cap_per_year=1
    )
    less = hard_outcome.HardOutcome(
        person_ref=person(5), on=ON, kind="substance-reduction", evidence="letter", counted=Counted.INSTANCES
    )
    soft = soft_outcome.SoftOutcome(
        person_ref=person(6), on=ON, area="confidence", source="conversation", ways=("connect",)
    )
    entered = training.Training(
        on=ON, course="coach", accredited=True, stage=Stage.ENTERED, learner=Learner.PERSON, ways=("keep-learning",),
        person_ref=person(7),
    )  # fmt: skip
    agreed = plan.PlanAgreed(
        plan_id=named("plan", 1), person_ref=person(8), agreed_on=ON, together=True, workers=(WORKER,)
    )
    return [
        hard_outcome.HardOutcomeRecorded(named("h", 1), into_work),
        hard_outcome.HardOutcomeRecorded(named("h", 2), into_work),
        hard_outcome.HardOutcomeRecorded(named("h", 3), less),
        hard_outcome.HardOutcomeRecorded(named("h", 4), less),
        soft_outcome.SoftOutcomeRecorded(named("o", 1), soft),
        training.TrainingRecorded(named("t", 1), entered),
        agreed,
    ]


def stored(events: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows of a log that keeps these events."""
    codec = Codec({name: kind for module in _MODULES for name, kind in module.EVENT_TYPES.items()})
    versions: dict[UUID, int] = {}
    rows = []
    for event in events:
        about = next(getattr(event, name) for name in ("entry_id", "session_id", "plan_id") if hasattr(event, name))
        versions[about] = versions.get(about, 0) + 1
        name, data = codec.encode(event)
        rows.append({"stream": str(about), "version": versions[about], "name": name, **orjson.loads(data)})
    return rows


_MODULES = (
    contact, grant, session, signposting, staff_activity, volunteering, hard_outcome, plan, soft_outcome, training,
)  # fmt: skip


def test_every_figure_equals_the_count_from_the_log() -> None:
    sessions = [*a_session(1, (person(1), "present"), (None, "present"), (person(3), "absent"), heads=7)]
    sessions += [*a_session(2, (person(2), "present")), *contacts(), *hours()]
    outcomes = changes()
    telling, achieving = Telling("rio", "sessions"), Telling("rio", "outcomes")
    for each, events, mappings in ((telling, sessions, SESSIONS), (achieving, outcomes, OUTCOMES)):
        for event in events:
            message = mappings[type(event)](event)
            assert message is not None
            each.say(message, ON)
    figures = folded(*telling.messages, *achieving.messages)
    expected = counted({"rio": {"sessions": stored(sessions), "outcomes": stored(outcomes)}}, "2023/24")["rio"]
    for metric, values in expected.items():
        told = figures.figures(metric, "2023/24", "rio")
        assert {name: told.get(name, 0) for name in values} == values, metric
    assert expected["attendances"]["attendances"] == 10
    assert expected["people-reached"] == {"people reached": 5}
    assert expected["hard-outcomes"] == {"hard outcomes": 3, "employment": 1, "substance-reduction": 2}
    assert expected["volunteer-hours"] == {"volunteer hours": 1.67}
