"""Builders of what `sessions` and `outcomes` publish: sessions with registers, contacts, hours, outcomes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import outcomes, sessions
from tests.reporting.telling import Telling, named, person

REASON = "entered-in-error"
_NOUNS: dict[type[BaseModel], tuple[str, type[BaseModel], type[BaseModel]]] = {
    sessions.ContactRecorded: ("contact_id", sessions.ContactCorrected, sessions.ContactWithdrawn),
    sessions.SignpostingRecorded: ("signposting_id", sessions.SignpostingCorrected, sessions.SignpostingWithdrawn),
    sessions.VolunteeringRecorded: ("volunteering_id", sessions.VolunteeringCorrected, sessions.VolunteeringWithdrawn),
    sessions.StaffActivityRecorded: (
        "staff_activity_id", sessions.StaffActivityCorrected, sessions.StaffActivityWithdrawn,
    ),
    sessions.GrantRecorded: ("grant_id", sessions.GrantCorrected, sessions.GrantWithdrawn),
    outcomes.QuestionnaireCompleted: (
        "reading_id", outcomes.QuestionnaireCorrected, outcomes.QuestionnaireWithdrawn,
    ),
    outcomes.HardOutcomeRecorded: ("outcome_id", outcomes.HardOutcomeCorrected, outcomes.HardOutcomeWithdrawn),
    outcomes.SoftOutcomeRecorded: ("outcome_id", outcomes.SoftOutcomeCorrected, outcomes.SoftOutcomeWithdrawn),
    outcomes.TrainingRecorded: ("training_id", outcomes.TrainingCorrected, outcomes.TrainingWithdrawn),
}  # fmt: skip


def sessions_of(contract: str = "rio") -> Telling:
    """The service `sessions` of a contract."""
    return Telling(contract, "sessions")


def outcomes_of(contract: str = "rio") -> Telling:
    """The service `outcomes` of a contract."""
    return Telling(contract, "outcomes")


@dataclass
class Entry:
    """One thing set down once. `body` is its content as it stands, whatever message brought it."""

    telling: Telling
    body: Any

    def corrected(self, typed: date, **changed: object) -> "Entry":
        _, model, _ = self._noun
        said = {**self.body.model_dump(), "reason": REASON, **changed}
        self.telling.say(model(**said), typed)
        self.body = type(self.body)(**{**self.body.model_dump(), **changed})
        return self

    def withdrawn(self, typed: date, reason: str = REASON) -> None:
        id_field, _, model = self._noun
        self.telling.say(model(**{id_field: getattr(self.body, id_field), "reason": reason}), typed)

    @property
    def _noun(self) -> tuple[str, type[BaseModel], type[BaseModel]]:
        return _NOUNS[type(self.body)]


def _entry(telling: Telling, model: type[BaseModel], number: int, typed: date, **content: object) -> Entry:
    id_field = _NOUNS[model][0]
    body = model(**{id_field: named(f"{telling.contract}/{id_field}/{model.__name__}", number)}, **content)
    telling.say(body, typed)
    return Entry(telling, body)


def contact(
    telling: Telling,
    number: int,
    of: int,
    on: date,
    channel: str = "02",
    attendance: str = "5",
    *,
    typed: date | None = None,
    **said: object,
) -> Entry:
    """A contact with a person by number; `said` are further fields, or others."""
    content = {"purpose": "follow-up", "staff": 1, "programme": "peer-support", **said}
    return _entry(
        telling, sessions.ContactRecorded, number, typed or on, person_ref=person(of), on=on, channel=channel,
        attendance=attendance, **content,
    )  # fmt: skip


def signposting(
    telling: Telling, number: int, on: date, category: str = "housing", *, typed: date | None = None
) -> Entry:
    """Somebody unnamed was told of a service."""
    return _entry(
        telling, sessions.SignpostingRecorded, number, typed or on, on=on, service="shelter", category=category
    )


def volunteering(
    telling: Telling,
    number: int,
    on: date,
    minutes: int,
    of: int | None = None,
    *,
    activity: str = "outreach",
    typed: date | None = None,
) -> Entry:
    """Time given, by somebody who is supported too if `of` says who."""
    return _entry(
        telling, sessions.VolunteeringRecorded, number, typed or on, volunteer_id=named("volunteer", 1), on=on,
        minutes=minutes, activity=activity, ways=("give",), person_ref=None if of is None else person(of),
    )  # fmt: skip


def staff_activity(telling: Telling, number: int, on: date, *, typed: date | None = None) -> Entry:
    """A meeting of several agencies."""
    return _entry(
        telling, sessions.StaffActivityRecorded, number, typed or on, on=on, kind="multi-agency-meeting", minutes=60,
        staff=2,
    )  # fmt: skip


def grant(
    telling: Telling, number: int, on: date, pounds: int, fund: str = "bric", *set_aside: str, typed: date | None = None
) -> Entry:
    """A decision on an application; rules that are set aside are so because the trustees decided it."""
    return _entry(
        telling, sessions.GrantRecorded, number, typed or on, on=on, fund=fund, pounds=pounds, set_aside=set_aside,
        exception="decided-by-trustees" if set_aside else None,
    )  # fmt: skip


def hard_outcome(
    telling: Telling,
    number: int,
    of: int,
    on: date,
    kind: str = "employment",
    counted: str = "persons",
    cap: int | None = None,
    *,
    typed: date | None = None,
) -> Entry:
    """A hard outcome of a person by number."""
    return _entry(
        telling, outcomes.HardOutcomeRecorded, number, typed or on, person_ref=person(of), on=on, kind=kind,
        evidence="letter", counted=counted, cap_per_year=cap,
    )  # fmt: skip


def soft_outcome(
    telling: Telling, number: int, of: int, on: date, ways: tuple[str, ...] = (), *, typed: date | None = None
) -> Entry:
    """A soft outcome of a person by number."""
    return _entry(
        telling, outcomes.SoftOutcomeRecorded, number, typed or on, person_ref=person(of), on=on, area="confidence",
        source="conversation", ways=ways,
    )  # fmt: skip


def training(
    telling: Telling,
    number: int,
    of: int | None,
    on: date,
    stage: str = "entered",
    learner: str = "person",
    *,
    accredited: bool = True,
    typed: date | None = None,
) -> Entry:
    """A course entered or completed."""
    return _entry(
        telling, outcomes.TrainingRecorded, number, typed or on, on=on, course="recovery-coach", accredited=accredited,
        stage=stage, learner=learner, ways=("keep-learning",), person_ref=None if of is None else person(of),
    )  # fmt: skip


def reading(
    telling: Telling,
    number: int,
    of: int,
    on: date,
    score: int | None = 4200,
    instrument: str = "barc-10",
    occasion: str = "first",
    *,
    typed: date | None = None,
) -> Entry:
    """A questionnaire filled in, with its score in hundredths if there is one."""
    return _entry(
        telling, outcomes.QuestionnaireCompleted, number, typed or on, person_ref=person(of), on=on,
        instrument=instrument, instrument_version=1, occasion=occasion, score_in_hundredths=score,
    )  # fmt: skip


@dataclass
class Plan:
    """One support plan."""

    telling: Telling
    plan_id: UUID
    person_ref: str

    def agreed(self, on: date, *, typed: date | None = None, together: bool = True, **said: object) -> "Plan":
        return self._say(outcomes.PlanAgreed, typed or on, agreed_on=on, together=together, staff=1, **said)

    def corrected(self, on: date, *, typed: date) -> "Plan":
        return self._say(outcomes.PlanCorrected, typed, agreed_on=on, together=True, staff=1, reason=REASON)

    def goal(self, on: date) -> "Plan":
        return self._say(outcomes.GoalSet, on, goal_id=named("goal", 1), area="housing", set_on=on)

    def reviewed(self, on: date) -> "Plan":
        return self._say(outcomes.PlanReviewed, on, reviewed_on=on)

    def closed(self, on: date) -> "Plan":
        return self._say(outcomes.PlanClosed, on, closed_on=on, reason="completed")

    def withdrawn(self, typed: date) -> "Plan":
        return self._say(outcomes.PlanWithdrawn, typed, reason=REASON)

    def _say(self, model: type[BaseModel], typed: date, **fields: object) -> "Plan":
        self.telling.say(model(plan_id=self.plan_id, person_ref=self.person_ref, **fields), typed)
        return self


def plan(telling: Telling, number: int, of: int) -> Plan:
    """A support plan of a person by number."""
    return Plan(telling, named(f"{telling.contract}/plan", number), person(of))


@dataclass
class Meeting:
    """One session with its register. What is said is recorded on the day it happened unless `typed` says another."""

    telling: Telling
    session_id: UUID
    on: date = date.min

    def planned(
        self,
        on: date,
        kind: str = "group",
        ways: tuple[str, ...] = ("connect",),
        *,
        programme: str = "groups",
        activity: str = "walking",
        group: int | None = None,
        typed: date | None = None,
    ) -> "Meeting":
        self.on = on
        return self._say(
            sessions.SessionPlanned, typed, on=on, kind=kind, programme=programme, activity=activity, place="preston",
            channel="01", ways=ways, ways_version=1, group_id=None if group is None else named("group", group),
        )  # fmt: skip

    def held(self, on: date, *, typed: date | None = None) -> "Meeting":
        self.on = on
        return self._say(sessions.SessionHeld, typed, held_on=on, minutes=90, staff=1, volunteers=0)

    def corrected(self, on: date, *, typed: date) -> "Meeting":
        return self._say(sessions.SessionCorrected, typed, held_on=on, minutes=90, staff=1, volunteers=0, reason=REASON)

    def moved(self, on: date, typed: date) -> "Meeting":
        return self._say(sessions.SessionMoved, typed, on=on, place="preston")

    def cancelled(self, on: date, reason: str = "weather") -> "Meeting":
        return self._say(sessions.SessionCancelled, on, cancelled_on=on, reason=reason)

    def withdrawn(self, typed: date) -> "Meeting":
        return self._say(sessions.SessionWithdrawn, typed, reason=REASON)

    def line(
        self, number: int, of: int | None = None, attendance: str = "present", *, typed: date | None = None
    ) -> "Meeting":
        return self._say(sessions.AttendanceRecorded, typed, **self._line(number, of), attendance=attendance)

    def line_corrected(self, number: int, of: int | None, attendance: str, *, typed: date) -> "Meeting":
        line = self._line(number, of)
        return self._say(sessions.AttendanceCorrected, typed, **line, attendance=attendance, reason=REASON)

    def line_withdrawn(self, number: int, *, typed: date) -> "Meeting":
        return self._say(sessions.AttendanceWithdrawn, typed, line_id=named("line", number), reason=REASON)

    def heads(self, count: int, channel: str = "01", *, typed: date | None = None) -> "Meeting":
        return self._say(sessions.HeadsCounted, typed, channel=channel, count=count)

    @staticmethod
    def _line(number: int, of: int | None) -> dict[str, Any]:
        ref = None if of is None else person(of)
        return {"line_id": named("line", number), "person_ref": ref, "channel": "01"}

    def _say(self, model: type[BaseModel], typed: date | None, **fields: object) -> "Meeting":
        self.telling.say(model(session_id=self.session_id, **fields), typed or self.on)
        return self


def meeting(telling: Telling, number: int) -> Meeting:
    """A session by number."""
    return Meeting(telling, named(f"{telling.contract}/session", number))


def working_weeks(contract: str = "rio") -> tuple[Telling, Telling]:
    """Some of everything that is recorded beside referrals, with corrections and withdrawals."""
    sessions, outcomes = sessions_of(contract), outcomes_of(contract)
    held = meeting(sessions, 1).planned(date(2025, 4, 3)).held(date(2025, 4, 3))
    held.line(1, 1).line(2, 4, "absent").line(3).heads(12)
    held.line_corrected(2, 4, "present", typed=date(2025, 5, 2)).line_withdrawn(1, typed=date(2025, 5, 3))
    meeting(sessions, 2).planned(date(2025, 4, 10), "drop-in").cancelled(date(2025, 4, 9))
    contact(sessions, 1, 1, date(2025, 4, 8)).corrected(date(2025, 4, 9), attendance="3")
    contact(sessions, 2, 5, date(2025, 4, 8), "09").withdrawn(date(2025, 6, 1))
    signposting(sessions, 1, date(2025, 4, 8))
    volunteering(sessions, 1, date(2025, 4, 8), 90, of=3)
    staff_activity(sessions, 1, date(2025, 4, 8))
    grant(sessions, 1, date(2025, 4, 8), 6000, "bric", "largest-award").corrected(date(2025, 4, 9), pounds=5500)
    plan(outcomes, 1, 1).agreed(date(2025, 4, 9)).goal(date(2025, 4, 9)).closed(date(2025, 7, 1))
    hard_outcome(outcomes, 1, 1, date(2025, 6, 9)).corrected(date(2025, 6, 10), kind="housing")
    soft_outcome(outcomes, 1, 3, date(2025, 6, 9), ("give",))
    training(outcomes, 1, 3, date(2025, 6, 9))
    reading(outcomes, 1, 3, date(2025, 6, 9))
    return sessions, outcomes
