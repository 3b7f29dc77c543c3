"""The record of one thing that a team set down once and may have corrected or withdrawn: a contact, an outcome, a plan.

Its facts are its messages. What stands is the last full account of it, or nothing once it is withdrawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel

from contracts.messages import outcomes, referrals, sessions
from services.reporting.domain.records.facts import Happening, Reach, Telling, happening, people_in, reaches_of

ATTENDED = frozenset({"5", "6"})
"""MHSDS attendance codes of contacts that took place."""

CONTACT, PLAN, SOFT_OUTCOME, WAY = "contact", "plan", "soft-outcome", "way"
PERSON_OUTCOME, INSTANCE_OUTCOME = "person-outcome", "instance-outcome"
ACCREDITED = "accredited-training"
READING, QUESTIONNAIRE, ANSWER = "reading", "questionnaire", "answer"
"""What happens with a person by an activity. A hard outcome counts persons or instances, as its message says. The word
of a contact is its programme; that of a reading its instrument and occasion with a colon between them, as of a
questionnaire without a score; that of an answer a characteristic and what was said."""

PROFILE = "profile"
"""The kind of the activity that holds what one person said of themself in one contract: its id is their reference."""

ActivityKey = tuple[str, str, UUID]
"""Contract, kind and id: an id derived from a client's key may be the same in two contracts and of two kinds."""


class ActivityRecord(NamedTuple):
    """What the messages about one activity said, in the order of its stream."""

    contract: str
    kind: str
    activity_id: UUID
    facts: tuple[Telling, ...] = ()

    @property
    def key(self) -> ActivityKey:
        """Under which it is kept."""
        return self.contract, self.kind, self.activity_id


class Activity(NamedTuple):
    """An activity as it was known on some day; `what` is None if it should not have been recorded."""

    contract: str
    what: BaseModel | None
    recorded_on: date | None = None
    """Day on which it was first set down."""
    changed: tuple[Telling, ...] = ()
    """Its corrections, and its withdrawal."""


_KINDS: Mapping[type[BaseModel], tuple[str, str]] = {
    sessions.GroupStarted: ("group", "group_id"),
    sessions.GroupChanged: ("group", "group_id"),
    sessions.GroupEnded: ("group", "group_id"),
    sessions.ContactRecorded: ("contact", "contact_id"),
    sessions.ContactCorrected: ("contact", "contact_id"),
    sessions.ContactWithdrawn: ("contact", "contact_id"),
    sessions.SignpostingRecorded: ("signposting", "signposting_id"),
    sessions.SignpostingCorrected: ("signposting", "signposting_id"),
    sessions.SignpostingWithdrawn: ("signposting", "signposting_id"),
    sessions.VolunteeringRecorded: ("volunteering", "volunteering_id"),
    sessions.VolunteeringCorrected: ("volunteering", "volunteering_id"),
    sessions.VolunteeringWithdrawn: ("volunteering", "volunteering_id"),
    sessions.StaffActivityRecorded: ("staff-activity", "staff_activity_id"),
    sessions.StaffActivityCorrected: ("staff-activity", "staff_activity_id"),
    sessions.StaffActivityWithdrawn: ("staff-activity", "staff_activity_id"),
    sessions.GrantRecorded: ("grant", "grant_id"),
    sessions.GrantCorrected: ("grant", "grant_id"),
    sessions.GrantWithdrawn: ("grant", "grant_id"),
    outcomes.PlanAgreed: ("plan", "plan_id"),
    outcomes.PlanCorrected: ("plan", "plan_id"),
    outcomes.PlanReviewed: ("plan", "plan_id"),
    outcomes.PlanClosed: ("plan", "plan_id"),
    outcomes.PlanWithdrawn: ("plan", "plan_id"),
    outcomes.GoalSet: ("plan", "plan_id"),
    outcomes.GoalSettled: ("plan", "plan_id"),
    outcomes.ActionAgreed: ("plan", "plan_id"),
    outcomes.ActionSettled: ("plan", "plan_id"),
    outcomes.QuestionnaireCompleted: ("questionnaire", "reading_id"),
    outcomes.QuestionnaireCorrected: ("questionnaire", "reading_id"),
    outcomes.QuestionnaireWithdrawn: ("questionnaire", "reading_id"),
    outcomes.HardOutcomeRecorded: ("hard-outcome", "outcome_id"),
    outcomes.HardOutcomeCorrected: ("hard-outcome", "outcome_id"),
    outcomes.HardOutcomeWithdrawn: ("hard-outcome", "outcome_id"),
    outcomes.SoftOutcomeRecorded: ("soft-outcome", "outcome_id"),
    outcomes.SoftOutcomeCorrected: ("soft-outcome", "outcome_id"),
    outcomes.SoftOutcomeWithdrawn: ("soft-outcome", "outcome_id"),
    outcomes.TrainingRecorded: ("training", "training_id"),
    outcomes.TrainingCorrected: ("training", "training_id"),
    outcomes.TrainingWithdrawn: ("training", "training_id"),
}
"""What each message is about: the kind of activity, and the field that names it."""

_ACCOUNTS: frozenset[type[BaseModel]] = frozenset(
    {
        sessions.GroupStarted, sessions.GroupChanged,
        sessions.ContactRecorded, sessions.ContactCorrected,
        sessions.SignpostingRecorded, sessions.SignpostingCorrected,
        sessions.VolunteeringRecorded, sessions.VolunteeringCorrected,
        sessions.StaffActivityRecorded, sessions.StaffActivityCorrected,
        sessions.GrantRecorded, sessions.GrantCorrected,
        outcomes.PlanAgreed, outcomes.PlanCorrected,
        outcomes.QuestionnaireCompleted, outcomes.QuestionnaireCorrected,
        outcomes.HardOutcomeRecorded, outcomes.HardOutcomeCorrected,
        outcomes.SoftOutcomeRecorded, outcomes.SoftOutcomeCorrected,
        outcomes.TrainingRecorded, outcomes.TrainingCorrected,
    }
)  # fmt: skip
"""Messages that say all of what stands."""

_CORRECTIONS = frozenset(model for model in _ACCOUNTS if "reason" in model.model_fields)
"""Those of them that take the place of an earlier one because it was wrong."""

_WITHDRAWALS: frozenset[type[BaseModel]] = frozenset(
    {
        sessions.ContactWithdrawn, sessions.SignpostingWithdrawn, sessions.VolunteeringWithdrawn,
        sessions.StaffActivityWithdrawn, sessions.GrantWithdrawn,
        outcomes.PlanWithdrawn, outcomes.QuestionnaireWithdrawn, outcomes.HardOutcomeWithdrawn,
        outcomes.SoftOutcomeWithdrawn, outcomes.TrainingWithdrawn,
    }
)  # fmt: skip


def activity_key(contract: str, body: BaseModel) -> ActivityKey | None:
    """Which activity a message is about; nothing if it is about none."""
    if type(body) is referrals.CharacteristicRecorded:
        return contract, PROFILE, UUID(hex=body.person_ref)
    found = _KINDS.get(type(body))
    return None if found is None else (contract, found[0], getattr(body, found[1]))


def activity_of(contract: str, facts: Sequence[Telling]) -> Activity:
    """What the facts add up to: the last account, unless it was withdrawn."""
    what: BaseModel | None = None
    recorded_on: date | None = None
    changed: list[Telling] = []
    for fact in facts:
        body = fact.body
        if type(body) in _ACCOUNTS:
            what = body
            if recorded_on is None:
                recorded_on = fact.known_on
            if type(body) in _CORRECTIONS:
                changed.append(fact)
        elif type(body) in _WITHDRAWALS:
            return Activity(contract, None, recorded_on, (*changed, fact))
    return Activity(contract, what, recorded_on, tuple(changed))


def activity_reaches(record: ActivityRecord) -> dict[str, Reach]:
    """What an activity says of whoever its facts name: a correction may say that it was somebody else."""
    named = people_in(record.facts)
    if not named:
        return {}
    if record.kind == PROFILE:
        return reaches_of(record.facts, named, _answers)
    return reaches_of(record.facts, named, lambda facts: _told(activity_of(record.contract, facts).what))


def _answers(facts: Iterable[Telling]) -> Iterable[tuple[str, Happening]]:
    """The latest answer to each question. Who records them keeps an answer from being replaced by "not known"."""
    answers = {
        told.characteristic: told
        for told in (fact.body for fact in facts)
        if isinstance(told, referrals.CharacteristicRecorded)
    }
    for told in answers.values():
        on = told.recorded_on
        yield told.person_ref, happening(ANSWER, on, f"{told.characteristic}:{told.answer}", on.toordinal())


def _told(what: BaseModel | None) -> Iterable[tuple[str, Happening]]:
    match what:
        case sessions.ContactRecorded() if what.attendance in ATTENDED:
            yield what.person_ref, happening(CONTACT, what.on, what.programme, int(what.channel))
        case outcomes.PlanAgreed() | outcomes.PlanCorrected():
            yield what.person_ref, happening(PLAN, what.agreed_on)
        case outcomes.QuestionnaireCompleted():
            yield what.person_ref, _filled_in(what)
        case outcomes.HardOutcomeRecorded():
            kind = PERSON_OUTCOME if what.counted == "persons" else INSTANCE_OUTCOME
            yield what.person_ref, happening(kind, what.on, what.kind, what.cap_per_year or 0)
        case outcomes.SoftOutcomeRecorded():
            yield what.person_ref, happening(SOFT_OUTCOME, what.on)
            yield from _ways(what.person_ref, what)
        case outcomes.TrainingRecorded() if what.person_ref is not None and what.learner != "staff":
            if what.accredited and what.stage == "entered":
                yield what.person_ref, happening(ACCREDITED, what.on)
            yield from _ways(what.person_ref, what)
        case sessions.VolunteeringRecorded() if what.person_ref is not None:
            yield from _ways(what.person_ref, what)
        case _:
            return


_Tagged = outcomes.SoftOutcomeRecorded | outcomes.TrainingRecorded | sessions.VolunteeringRecorded


def _ways(ref: str, what: _Tagged) -> Iterable[tuple[str, Happening]]:
    return [(ref, happening(WAY, what.on, way)) for way in what.ways]


def _filled_in(what: outcomes.QuestionnaireCompleted) -> Happening:
    """A reading by its score, or by its visual analogue scale where the instrument adds nothing up."""
    word = f"{what.instrument}:{what.occasion}"
    if what.score_in_hundredths is not None:
        return happening(READING, what.on, word, what.score_in_hundredths)
    if what.scale is not None:
        return happening(READING, what.on, word, 100 * what.scale)
    return happening(QUESTIONNAIRE, what.on, word)
