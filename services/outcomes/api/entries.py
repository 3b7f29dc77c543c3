"""Questionnaires, hard and soft outcomes and training: entries, each with the routes that all have."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from chassis.http.entries import EntryRoutes, entry_router
from chassis.http.identity import Caller, Commander, NotPermitted
from chassis.http.requests import Day, Input
from contracts.roles import Permission
from services.outcomes.api.office import Office
from services.outcomes.api.shapes import Code, PersonRef
from services.outcomes.domain.hard_outcome import decisions as hard_outcome
from services.outcomes.domain.hard_outcome.events import HardOutcome
from services.outcomes.domain.questionnaire import decisions as questionnaire
from services.outcomes.domain.questionnaire.events import Reading
from services.outcomes.domain.questionnaire.terms import Occasion
from services.outcomes.domain.soft_outcome import decisions as soft_outcome
from services.outcomes.domain.soft_outcome.events import SoftOutcome
from services.outcomes.domain.terms import Counted
from services.outcomes.domain.training import decisions as training
from services.outcomes.domain.training.events import Training
from services.outcomes.domain.training.terms import Learner, Stage
from services.outcomes.views.listings import (
    CRIMINAL_OFFENCE_DATA,
    list_hard_outcome,
    list_questionnaire,
    list_soft_outcome,
    list_training,
)

_WORKER = "5f0c2f2e-6a0e-4d0b-9a55-2f8d3c1b7a01"
_PERSON = "0123456789abcdef0123456789abcdef"

Person = Annotated[PersonRef, Field(examples=[_PERSON])]
On = Annotated[Day | None, Field(description="The day on which it was so; today if it is left out.")]
Programme = Annotated[Code | None, Field(examples=["peer-support"])]
Workers = Annotated[tuple[UUID, ...], Field(max_length=50, examples=[[_WORKER]])]
Number = Annotated[int, Field(strict=True, ge=-100_000, le=100_000)]
"""A number that may be in the range of some instrument; which, the instrument says."""


class QuestionnaireGiven(Input):
    """A questionnaire as it was filled in. What the answers come to follows from them."""

    person_ref: Person
    on: On = None
    instrument: Annotated[Code, Field(examples=["swemwbs"], description="One of those under `/instruments`.")]
    occasion: Annotated[Occasion, Field(examples=["first"])]
    answers: Annotated[
        tuple[Number | None, ...],
        Field(
            max_length=100,
            examples=[[3, 3, 2, 4, 3, 3, 2]],
            description="In the order of the items, null for one that was left out; empty where a score alone is kept.",
        ),
    ] = ()
    score_in_hundredths: Annotated[
        Number | None, Field(description="Where a score alone is kept: 2300 for 23. Else it follows from the answers.")
    ] = None
    scale: Annotated[Number | None, Field(description="Visual analogue scale, where the instrument has one.")] = None
    referral_id: UUID | None = None
    programme: Programme = None
    workers: Workers = ()


class HardOutcomeGiven(Input):
    """A dated change, and by what it is evidenced. How it is counted follows from the contract's terms."""

    person_ref: Person
    on: On = None
    kind: Annotated[Code, Field(examples=["employment"])]
    evidence: Annotated[Code, Field(examples=["document-seen"])]
    referral_id: UUID | None = None
    programme: Programme = None
    workers: Workers = ()


class SoftOutcomeGiven(Input):
    """A change that a person reported. The Five Ways of its area follow from the contract's terms."""

    person_ref: Person
    on: On = None
    area: Annotated[Code, Field(examples=["confidence"])]
    source: Annotated[Code, Field(examples=["conversation"])]
    ways: Annotated[
        tuple[Code, ...], Field(max_length=5, examples=[["give"]], description="Ways hit beside those of the area.")
    ] = ()
    referral_id: UUID | None = None
    programme: Programme = None
    workers: Workers = ()


class TrainingGiven(Input):
    """Somebody entered a course or completed it. Whether it is accredited follows from the contract's terms."""

    on: On = None
    course: Annotated[Code, Field(examples=["group-facilitation"])]
    stage: Annotated[Stage, Field(examples=["completed"])]
    learner: Annotated[Learner, Field(examples=["person"])]
    person_ref: Annotated[PersonRef | None, Field(examples=[_PERSON], description="Of a learner who is supported.")] = (
        None
    )
    learner_id: Annotated[UUID | None, Field(description="Of a volunteer or one of the team.")] = None
    programme: Programme = None


def routers(office: Office) -> Sequence[APIRouter]:
    """The routes of every kind of entry."""
    desks, listed = office.desks, office.entries
    return (
        entry_router(_questionnaires(office), desks.questionnaires, listed),
        entry_router(_hard_outcomes(office), desks.hard_outcomes, listed),
        entry_router(_soft_outcomes(office), desks.soft_outcomes, listed),
        entry_router(_training(office), desks.training, listed),
    )


def _questionnaires(office: Office) -> EntryRoutes[Reading, QuestionnaireGiven]:
    def content(given: QuestionnaireGiven, today: date) -> Reading:
        reading = Reading(
            person_ref=given.person_ref,
            on=given.on or today,
            instrument=given.instrument,
            instrument_version=0,
            occasion=given.occasion,
            answers=given.answers,
            score_in_hundredths=given.score_in_hundredths,
            scale=given.scale,
            referral_id=given.referral_id,
            programme=given.programme,
            workers=given.workers,
        )
        return questionnaire.scored(reading)

    return EntryRoutes(
        prefix="/questionnaires",
        tag="questionnaires",
        kind=questionnaire.kind(office.terms),
        given=QuestionnaireGiven,
        content=content,
        listing=list_questionnaire,
        record=Permission.RECORD_OUTCOME,
        read=Permission.READ_OUTCOMES,
        subject_field="person_ref",
        facets=("programme", "instrument", "occasion"),
    )


def _hard_outcomes(office: Office) -> EntryRoutes[HardOutcome, HardOutcomeGiven]:
    def content(given: HardOutcomeGiven, today: date) -> HardOutcome:
        outcome = HardOutcome(
            person_ref=given.person_ref,
            on=given.on or today,
            kind=given.kind,
            evidence=given.evidence,
            counted=Counted.INSTANCES,
            referral_id=given.referral_id,
            programme=given.programme,
            workers=given.workers,
        )
        return hard_outcome.by_the_terms(office.terms, outcome)

    def may_record(given: HardOutcomeGiven, by: Commander) -> None:
        if office.terms.hard_outcome(given.kind).custody and not by.caller.may(Permission.RECORD_CUSTODY):
            raise NotPermitted("missing-permission", f"This kind of outcome asks for `{Permission.RECORD_CUSTODY}`.")

    return EntryRoutes(
        prefix="/hard-outcomes",
        tag="outcomes",
        kind=hard_outcome.kind(office.terms),
        given=HardOutcomeGiven,
        content=content,
        listing=list_hard_outcome,
        record=Permission.RECORD_OUTCOME,
        read=Permission.READ_OUTCOMES,
        subject_field="person_ref",
        facets=("programme", "kind", "evidence"),
        before=may_record,
        hidden=_hidden,
    )


def _hidden(caller: Caller) -> Collection[str]:
    return () if caller.may(Permission.READ_CUSTODY) else (CRIMINAL_OFFENCE_DATA,)


def _soft_outcomes(office: Office) -> EntryRoutes[SoftOutcome, SoftOutcomeGiven]:
    def content(given: SoftOutcomeGiven, today: date) -> SoftOutcome:
        outcome = SoftOutcome(
            person_ref=given.person_ref,
            on=given.on or today,
            area=given.area,
            source=given.source,
            ways=given.ways,
            referral_id=given.referral_id,
            programme=given.programme,
            workers=given.workers,
        )
        return soft_outcome.with_ways(office.terms, outcome)

    return EntryRoutes(
        prefix="/soft-outcomes",
        tag="outcomes",
        kind=soft_outcome.kind(office.terms),
        given=SoftOutcomeGiven,
        content=content,
        listing=list_soft_outcome,
        record=Permission.RECORD_OUTCOME,
        read=Permission.READ_OUTCOMES,
        subject_field="person_ref",
        facets=("programme", "area", "source"),
    )


def _training(office: Office) -> EntryRoutes[Training, TrainingGiven]:
    def content(given: TrainingGiven, today: date) -> Training:
        entry = Training(
            on=given.on or today,
            course=given.course,
            accredited=False,
            stage=given.stage,
            learner=given.learner,
            person_ref=given.person_ref,
            learner_id=given.learner_id,
            programme=given.programme,
        )
        return training.by_the_terms(office.terms, entry)

    return EntryRoutes(
        prefix="/training",
        tag="training",
        kind=training.kind(office.terms),
        given=TrainingGiven,
        content=content,
        listing=list_training,
        record=Permission.RECORD_OUTCOME,
        read=Permission.READ_OUTCOMES,
        subject_field="person_ref",
        facets=("programme", "course", "stage", "learner"),
    )
