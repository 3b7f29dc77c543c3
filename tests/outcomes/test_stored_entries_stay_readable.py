"""Every entry's event that was ever stored: a sample of each stored name, never changed, must load.

A new field makes a second sample (`<stored-name>.<what-is-new>.json`); the first stays as it is.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.outcomes.domain.hard_outcome import events as hard_outcome
from services.outcomes.domain.questionnaire import events as questionnaire
from services.outcomes.domain.soft_outcome import events as soft_outcome
from services.outcomes.domain.training import events as training
from services.outcomes.domain.training.terms import Learner
from services.outcomes.main import CODEC
from tests.outcomes.entries import ENTRY, EVENTS, HARD_OUTCOME, READING, SOFT_OUTCOME, TRAINING, VOLUNTEER

SAMPLES = Path(__file__).parent / "samples"
NAMES = {
    **questionnaire.EVENT_TYPES,
    **hard_outcome.EVENT_TYPES,
    **soft_outcome.EVENT_TYPES,
    **training.EVENT_TYPES,
}
LEAST = {"referral_id": None, "programme": None, "workers": ()}
EXPECTED: dict[str, Any] = {
    **EVENTS,
    "questionnaire-completed.v1.least": questionnaire.QuestionnaireCompleted(
        ENTRY, replace(READING, instrument="reqol-10", answers=(), score_in_hundredths=2300, **LEAST)
    ),
    "questionnaire-completed.v1.left-out": questionnaire.QuestionnaireCompleted(
        ENTRY, replace(READING, answers=(3, None, 2, 4, 3, 3, 2), score_in_hundredths=None)
    ),
    "hard-outcome-recorded.v1.least": hard_outcome.HardOutcomeRecorded(
        ENTRY, replace(HARD_OUTCOME, cap_per_year=None, **LEAST)
    ),
    "soft-outcome-recorded.v1.least": soft_outcome.SoftOutcomeRecorded(ENTRY, replace(SOFT_OUTCOME, ways=(), **LEAST)),
    "training-recorded.v1.staff": training.TrainingRecorded(
        ENTRY, replace(TRAINING, learner=Learner.STAFF, person_ref=None, learner_id=VOLUNTEER, programme=None, ways=())
    ),
}


@pytest.mark.parametrize("stem", sorted(EXPECTED))
def test_a_sample_loads_as_what_it_was(stem: str) -> None:
    name = ".".join(stem.split(".")[:2])
    assert CODEC.decode(name, (SAMPLES / f"{stem}.json").read_bytes()) == EXPECTED[stem]


def test_every_stored_name_of_the_entries_has_a_sample() -> None:
    assert {".".join(stem.split(".")[:2]) for stem in EXPECTED} == set(NAMES)


@pytest.mark.parametrize("stem", sorted(EXPECTED))
def test_what_is_written_today_is_read_back(stem: str) -> None:
    name, data = CODEC.encode(EXPECTED[stem])
    assert CODEC.decode(name, data) == EXPECTED[stem]
    assert orjson.loads(data).keys() >= orjson.loads((SAMPLES / f"{stem}.json").read_bytes()).keys()
