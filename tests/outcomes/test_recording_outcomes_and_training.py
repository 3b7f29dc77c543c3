"""Hard outcomes, soft outcomes and training: what may be set down, and what the terms set for it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.entry import Correct, Record, Withdraw
from services.outcomes.domain.hard_outcome import decisions as hard_outcome
from services.outcomes.domain.hard_outcome.events import (
    HardOutcomeCorrected,
    HardOutcomeRecorded,
    HardOutcomeWithdrawn,
)
from services.outcomes.domain.soft_outcome import decisions as soft_outcome
from services.outcomes.domain.soft_outcome.events import (
    SoftOutcomeCorrected,
    SoftOutcomeRecorded,
    SoftOutcomeWithdrawn,
)
from services.outcomes.domain.terms import Counted, Course, HardOutcomeTerms
from services.outcomes.domain.training import decisions as training
from services.outcomes.domain.training.events import TrainingCorrected, TrainingRecorded, TrainingWithdrawn
from services.outcomes.domain.training.terms import Learner, Stage
from tests.outcomes.entries import (
    ENTRY,
    HARD_OUTCOME,
    OTHER_PERSON,
    SOFT_OUTCOME,
    TERMS,
    TODAY,
    TRAINING,
    VOLUNTEER,
    WORKER,
    june,
    terms,
)
from tests.sentences import given

HARD, SOFT, TRAIN = hard_outcome.decider(TERMS), soft_outcome.decider(TERMS), training.decider(TERMS)
LATER = TODAY.replace(year=2026)


def record(content: Any, **changes: Any) -> Record[Any]:
    return Record(entry_id=ENTRY, content=replace(content, **changes), today=TODAY)


def correct(content: Any, **changes: Any) -> Correct[Any]:
    return Correct(content=replace(content, **changes), reason="wrong-details", today=TODAY)


WITHDRAW = Withdraw(reason="entered-in-error")


def test_a_hard_outcome_is_dated_and_evidenced_and_counted_by_the_terms() -> None:
    told = replace(HARD_OUTCOME, counted=Counted.INSTANCES, cap_per_year=None)
    assert hard_outcome.by_the_terms(TERMS, told) == HARD_OUTCOME
    given(HARD).when(record(HARD_OUTCOME)).then(HardOutcomeRecorded(ENTRY, HARD_OUTCOME))


def test_instances_count_without_a_cap_where_the_terms_set_none() -> None:
    housing = replace(HARD_OUTCOME, kind="housing", counted=Counted.INSTANCES, cap_per_year=None)
    assert hard_outcome.by_the_terms(TERMS, replace(HARD_OUTCOME, kind="housing")) == housing
    given(HARD).when(record(housing)).then(HardOutcomeRecorded(ENTRY, housing))


def test_an_outcome_about_offending_is_marked() -> None:
    outcome = hard_outcome.by_the_terms(TERMS, replace(HARD_OUTCOME, kind="re-offending-reduced"))
    assert outcome.custody
    given(HARD).when(record(outcome)).then(HardOutcomeRecorded(ENTRY, outcome))
    given(HARD).when(record(outcome, custody=False)).then_invalid(("kind", "not-by-the-terms"))


def test_a_hard_outcome_says_every_fault_at_once() -> None:
    given(HARD).when(
        record(HARD_OUTCOME, on=LATER, kind="bliss", evidence="hope", programme="bees", workers=(WORKER, WORKER))
    ).then_invalid(
        ("on", "in-the-future"),
        ("kind", "unknown-kind"),
        ("evidence", "unknown-evidence"),
        ("programme", "unknown-programme"),
        ("workers", "named-twice"),
    )


def test_nobody_says_how_an_outcome_is_counted_but_the_terms() -> None:
    given(HARD).when(record(HARD_OUTCOME, counted=Counted.INSTANCES)).then_invalid(("kind", "not-by-the-terms"))
    given(HARD).when(record(HARD_OUTCOME, cap_per_year=7)).then_invalid(("kind", "not-by-the-terms"))


def test_what_was_counted_by_earlier_terms_stays_as_it_was_recorded() -> None:
    changed = terms(hard_outcomes={"employment": HardOutcomeTerms(counted=Counted.INSTANCES)})
    recorded = HardOutcomeRecorded(ENTRY, HARD_OUTCOME)
    given(hard_outcome.decider(changed), recorded).when(record(HARD_OUTCOME)).then_nothing()
    given(hard_outcome.decider(changed), recorded).when(WITHDRAW).then(HardOutcomeWithdrawn(ENTRY, "entered-in-error"))


def test_a_hard_outcome_is_corrected_and_withdrawn() -> None:
    recorded = HardOutcomeRecorded(ENTRY, HARD_OUTCOME)
    right = replace(HARD_OUTCOME, on=june(5))
    given(HARD, recorded).when(correct(right)).then(HardOutcomeCorrected(ENTRY, right, "wrong-details"))
    given(HARD, recorded).when(correct(HARD_OUTCOME, person_ref=OTHER_PERSON)).then_refused(
        "not-correctable", "person_ref"
    )
    given(HARD, recorded).when(WITHDRAW).then(HardOutcomeWithdrawn(ENTRY, "entered-in-error"))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2024, 3, 31), date(2023, 4, 1), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 4, 1), date(2025, 3, 31)),
        (date(2024, 12, 31), date(2024, 4, 1), date(2025, 3, 31)),
        (date(2025, 1, 1), date(2024, 4, 1), date(2025, 3, 31)),
    ],
)
def test_a_cap_is_for_a_financial_year(day: date, first: date, last: date) -> None:
    assert hard_outcome.year_of(day) == (first, last)


def test_a_soft_outcome_hits_the_ways_of_its_area_and_those_that_were_named() -> None:
    def ways(area: str, *named: str) -> tuple[str, ...]:
        return soft_outcome.with_ways(TERMS, replace(SOFT_OUTCOME, area=area, ways=named)).ways

    assert ways("community") == ("connect", "give")
    assert ways("community", "give", "be-active") == ("connect", "be-active", "give")
    assert ways("confidence") == ()
    assert ways("confidence", "keep-learning") == ("keep-learning",)
    given(SOFT).when(record(SOFT_OUTCOME)).then(SoftOutcomeRecorded(ENTRY, SOFT_OUTCOME))


def test_a_soft_outcome_says_every_fault_at_once() -> None:
    given(SOFT).when(
        record(
            SOFT_OUTCOME,
            on=LATER,
            area="bliss",
            source="dream",
            programme="bees",
            workers=(WORKER, WORKER),
            ways=("connect", "sleep"),
        )
    ).then_invalid(
        ("on", "in-the-future"),
        ("area", "unknown-area"),
        ("source", "unknown-source"),
        ("programme", "unknown-programme"),
        ("workers", "named-twice"),
        ("ways", "unknown-way"),
    )
    named_twice = soft_outcome.with_ways(TERMS, replace(SOFT_OUTCOME, ways=("be-active", "be-active")))
    assert named_twice.ways == ("connect", "be-active", "give"), "naming a way twice hits it once"
    given(SOFT).when(record(SOFT_OUTCOME, ways=("give", "give"))).then_invalid(("ways", "named-twice"))


def test_a_soft_outcome_is_corrected_and_withdrawn() -> None:
    recorded = SoftOutcomeRecorded(ENTRY, SOFT_OUTCOME)
    right = replace(SOFT_OUTCOME, source="questionnaire")
    given(SOFT, recorded).when(correct(right)).then(SoftOutcomeCorrected(ENTRY, right, "wrong-details"))
    given(SOFT, recorded).when(correct(SOFT_OUTCOME, person_ref=OTHER_PERSON)).then_refused(
        "not-correctable", "person_ref"
    )
    given(SOFT, recorded).when(WITHDRAW).then(SoftOutcomeWithdrawn(ENTRY, "entered-in-error"))


def test_whether_training_is_accredited_and_which_ways_it_hits_follows_from_its_course() -> None:
    told = replace(TRAINING, accredited=False, ways=())
    assert training.by_the_terms(TERMS, told) == TRAINING
    given(TRAIN).when(record(TRAINING)).then(TrainingRecorded(ENTRY, TRAINING))
    given(TRAIN).when(record(TRAINING, accredited=False)).then_invalid(("course", "not-by-the-terms"))
    given(TRAIN).when(record(TRAINING, ways=("give",))).then_invalid(("course", "not-by-the-terms"))


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("learner", [Learner.VOLUNTEER, Learner.STAFF])
def test_volunteers_and_the_team_learn_under_an_id_of_their_own(learner: Learner, stage: Stage) -> None:
    theirs = replace(TRAINING, learner=learner, stage=stage, person_ref=None, learner_id=VOLUNTEER)
    given(TRAIN).when(record(theirs)).then(TrainingRecorded(ENTRY, theirs))


def test_a_volunteer_who_is_supported_may_be_named_as_a_person_and_one_of_the_team_not() -> None:
    both = replace(TRAINING, learner=Learner.VOLUNTEER, learner_id=VOLUNTEER)
    given(TRAIN).when(record(both)).then(TrainingRecorded(ENTRY, both))
    given(TRAIN).when(record(TRAINING, learner=Learner.STAFF)).then_invalid(("person_ref", "not-theirs"))
    given(TRAIN).when(record(TRAINING, person_ref=None)).then_invalid(("person_ref", "missing"))
    given(TRAIN).when(record(TRAINING, learner_id=VOLUNTEER)).then_invalid(("learner_id", "not-theirs"))


def test_training_says_every_fault_at_once() -> None:
    given(TRAIN).when(record(TRAINING, on=LATER, course="tea", programme="bees", person_ref=None)).then_invalid(
        ("on", "in-the-future"),
        ("course", "unknown-course"),
        ("programme", "unknown-programme"),
        ("person_ref", "missing"),
    )


def test_a_course_that_is_accredited_from_now_on_leaves_the_past_as_it_was() -> None:
    changed = terms(courses={"first-aid": Course(accredited=False)})
    recorded = TrainingRecorded(ENTRY, TRAINING)
    given(training.decider(changed), recorded).when(record(TRAINING)).then_nothing()


def test_training_is_corrected_and_withdrawn() -> None:
    recorded = TrainingRecorded(ENTRY, TRAINING)
    right = replace(TRAINING, stage=Stage.ENTERED)
    given(TRAIN, recorded).when(correct(right)).then(TrainingCorrected(ENTRY, right, "wrong-details"))
    given(TRAIN, recorded).when(correct(TRAINING, person_ref=OTHER_PERSON)).then_refused(
        "not-correctable", "person_ref"
    )
    given(TRAIN, recorded).when(WITHDRAW).then(TrainingWithdrawn(ENTRY, "entered-in-error"))
