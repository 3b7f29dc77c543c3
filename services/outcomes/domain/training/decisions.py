"""What may stand in training under a contract's terms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.outcomes.domain.faults import in_order, programme_faults
from services.outcomes.domain.terms import OutcomesTerms
from services.outcomes.domain.training.events import (
    Training,
    TrainingCorrected,
    TrainingEvent,
    TrainingRecorded,
    TrainingWithdrawn,
)
from services.outcomes.domain.training.terms import Learner


def kind(terms: OutcomesTerms) -> EntryKind[Training]:
    """Training as a kind of entry. Who learnt cannot be corrected, only withdrawn and set down anew."""
    return EntryKind(
        noun="training",
        recorded=TrainingRecorded,
        corrected=TrainingCorrected,
        withdrawn=TrainingWithdrawn,
        subject=lambda training: training.person_ref,
        faults=lambda training, today: _faults(terms, training, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref", "learner_id"),
    )


def decider(terms: OutcomesTerms) -> Decider[EntryCommand[Training], TrainingEvent, Entry[Training]]:
    """The decider of training."""
    return entry_decider(kind(terms))


def by_the_terms(terms: OutcomesTerms, training: Training) -> Training:
    """The training with what the terms of today set for its course."""
    course = terms.course(training.course)
    return replace(training, accredited=course.accredited, ways=in_order(course.ways))


def _faults(terms: OutcomesTerms, training: Training, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", training.on, today)
    yield from not_one_of("course", training.course, tuple(terms.courses))
    yield from programme_faults(terms, training.programme)
    yield from _learner_faults(training)
    if training.course in terms.courses and by_the_terms(terms, training) != training:
        yield Fault("course", "the terms set otherwise for this course", "not-by-the-terms")


def _learner_faults(training: Training) -> Iterator[Fault]:
    if training.learner is Learner.PERSON:
        if training.person_ref is None:
            yield Fault("person_ref", "a person who learns is named by reference", "missing")
        if training.learner_id is not None:
            yield Fault("learner_id", "is of volunteers and the team; a person is named by reference", "not-theirs")
    elif training.learner is Learner.STAFF and training.person_ref is not None:
        yield Fault("person_ref", "whoever of the team learns is not named as a person", "not-theirs")
