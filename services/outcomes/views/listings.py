"""By what each kind of entry is found in the list: its day, who of the team was there, and its coded words."""

from chassis.entrylist import Listing
from services.outcomes.domain.hard_outcome.events import HardOutcome
from services.outcomes.domain.questionnaire.events import Reading
from services.outcomes.domain.soft_outcome.events import SoftOutcome
from services.outcomes.domain.training.events import Training

CRIMINAL_OFFENCE_DATA = "criminal-offence-data"
"""Label of an outcome that tells of offending, release or custody."""


def list_questionnaire(reading: Reading) -> Listing:
    """A questionnaire is found by programme, instrument and occasion."""
    return Listing(reading.on, reading.workers, (*_said(reading.programme), reading.instrument, reading.occasion))


def list_hard_outcome(outcome: HardOutcome) -> Listing:
    """A hard outcome is found by programme, kind and evidence."""
    apart = (CRIMINAL_OFFENCE_DATA,) if outcome.custody else ()
    return Listing(outcome.on, outcome.workers, (*_said(outcome.programme), outcome.kind, outcome.evidence, *apart))


def list_soft_outcome(outcome: SoftOutcome) -> Listing:
    """A soft outcome is found by programme, area, source and the ways that it hit."""
    labels = (*_said(outcome.programme), outcome.area, outcome.source, *outcome.ways)
    return Listing(outcome.on, outcome.workers, labels)


def list_training(training: Training) -> Listing:
    """Training is found by programme, course, stage and learner; a volunteer or one of the team is who did it."""
    learners = () if training.learner_id is None else (training.learner_id,)
    labels = (*_said(training.programme), training.course, training.stage, training.learner)
    return Listing(training.on, learners, labels)


def _said(word: str | None) -> tuple[str, ...]:
    return () if word is None else (word,)
