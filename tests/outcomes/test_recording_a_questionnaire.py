"""Questionnaires: what may be set down of one, what its answers come to, and what is refused by its rule."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.entry import Correct, Record, Withdraw
from chassis.errors import Invalid
from services.outcomes.domain.questionnaire.decisions import decider, scored
from services.outcomes.domain.questionnaire.events import (
    QuestionnaireCompleted,
    QuestionnaireCorrected,
    QuestionnaireWithdrawn,
    Reading,
)
from tests import sentences
from tests.outcomes.entries import ENTRY, OTHER_PERSON, PROFILE, READING, TODAY, WORKER, june, terms

COMPLETED = QuestionnaireCompleted(ENTRY, READING)
LEFT_OUT = (3, 3, None, 4, 3, 3, 2)
ASSESSED = replace(READING, instrument="ndta", answers=(3, 2, 1, 4, 6, 3, 2, 4, 3, 4), score_in_hundredths=3200)
CAPITAL = replace(READING, instrument="barc-10", answers=(5, 5, 4, 5, 4, 5, 5, 5, 4, 5), score_in_hundredths=4700)
QUALITY = replace(READING, instrument="reqol-10", answers=(), score_in_hundredths=2300)


def given(*history: Any, **changed_terms: Any) -> sentences.Given[Any, Any, Any]:
    return sentences.given(decider(terms(**changed_terms)), *history)


def record(reading: Reading = READING, **changes: Any) -> Record[Reading]:
    return Record(entry_id=ENTRY, content=replace(reading, **changes), today=TODAY)


def correct(reading: Reading = READING, **changes: Any) -> Correct[Reading]:
    return Correct(content=replace(reading, **changes), reason="wrong-details", today=TODAY)


def as_given(reading: Reading) -> Reading:
    """A reading as it comes in: what it comes to is not known yet."""
    return replace(reading, instrument_version=0, score_in_hundredths=None, profile=None)


@pytest.mark.parametrize("reading", [READING, PROFILE, ASSESSED, CAPITAL, QUALITY], ids=lambda each: each.instrument)
def test_a_complete_questionnaire_is_recorded_with_what_it_comes_to(reading: Reading) -> None:
    given().when(record(reading)).then(QuestionnaireCompleted(ENTRY, reading))


@pytest.mark.parametrize("reading", [READING, PROFILE, ASSESSED, CAPITAL], ids=lambda each: each.instrument)
def test_what_answers_come_to_follows_from_them(reading: Reading) -> None:
    assert scored(as_given(reading)) == reading
    assert scored(reading) == reading


def test_a_score_that_was_made_elsewhere_stays() -> None:
    assert scored(replace(QUALITY, instrument_version=0)) == QUALITY


def test_an_item_left_out_of_swemwbs_gives_no_score() -> None:
    without = replace(READING, answers=LEFT_OUT, score_in_hundredths=None)
    assert scored(as_given(without)) == without
    given().when(record(without)).then(QuestionnaireCompleted(ENTRY, without))


def test_an_item_left_out_of_barc_10_gives_no_score() -> None:
    without = replace(CAPITAL, answers=(*CAPITAL.answers[:9], None), score_in_hundredths=None)
    assert scored(as_given(without)) == without
    given().when(record(without)).then(QuestionnaireCompleted(ENTRY, without))


def test_an_item_left_out_of_an_assessment_by_the_team_is_refused() -> None:
    without = scored(as_given(replace(ASSESSED, answers=(3, None, 1, 4, 6, 3, 2, 4, 3, None))))
    given().when(record(without)).then_invalid(("answers.1", "missing"), ("answers.9", "missing"))


def test_a_dimension_left_out_of_eq_5d_5l_gives_no_profile_and_the_scale_stays() -> None:
    without = replace(PROFILE, answers=(2, 1, None, 3, 2), profile=None)
    assert scored(as_given(without)) == without
    given().when(record(without)).then(QuestionnaireCompleted(ENTRY, without))
    alone = replace(PROFILE, answers=(None,) * 5, profile=None)
    given().when(record(alone)).then(QuestionnaireCompleted(ENTRY, alone))
    unscaled = replace(PROFILE, scale=None)
    given().when(record(unscaled)).then(QuestionnaireCompleted(ENTRY, unscaled))


def test_where_nothing_is_answered_nothing_was_filled_in() -> None:
    nothing = replace(READING, answers=(None,) * 7, score_in_hundredths=None)
    given().when(record(nothing)).then_invalid(("answers", "nothing-answered"))
    given().when(record(PROFILE, answers=(None,) * 5, profile=None, scale=None)).then_invalid(
        ("answers", "nothing-answered")
    )


@pytest.mark.parametrize(
    ("reading", "answers", "faults"),
    [
        (READING, (0, 3, 2, 4, 3, 3, 6), [("answers.0", "out-of-range"), ("answers.6", "out-of-range")]),
        (CAPITAL, (7, *CAPITAL.answers[1:]), [("answers.0", "out-of-range")]),
        (CAPITAL, (0, *CAPITAL.answers[1:]), [("answers.0", "out-of-range")]),
        (PROFILE, (2, 1, 2, 3, 6), [("answers.4", "out-of-range")]),
        (ASSESSED, (5, 2, 1, 4, 9, 3, 2, 4, 3, 4), [("answers.0", "out-of-range"), ("answers.4", "out-of-range")]),
        (ASSESSED, (-1, 2, 1, 8, 8, 3, 2, 4, 3, 4), [("answers.0", "out-of-range")]),
        (READING, (3, 3, 2, 4, 3, 3), [("answers", "wrong-number-of-answers")]),
        (READING, (3, 3, 2, 4, 3, 3, 2, 2), [("answers", "wrong-number-of-answers")]),
        (READING, (), [("answers", "wrong-number-of-answers")]),
    ],
)
def test_answers_out_of_range_are_refused_item_by_item(
    reading: Reading, answers: tuple[int | None, ...], faults: list[tuple[str, str]]
) -> None:
    given().when(record(scored(replace(as_given(reading), answers=answers)))).then_invalid(*faults)


def test_a_refusal_names_item_range_and_number_and_no_more() -> None:
    with pytest.raises(Invalid) as refusal:
        decider(terms()).decide(record(answers=(3, 3, 2, 4, 3, 3, 9)), decider(terms()).initial)
    assert refusal.value.faults[0].detail == "item 7 must be 1 to 5, not 9"


@pytest.mark.parametrize(
    ("score", "code"), [(None, "missing"), (-100, "out-of-range"), (4100, "out-of-range"), (2350, "out-of-range")]
)
def test_of_a_licensed_scale_a_whole_score_in_its_range_is_given(score: int | None, code: str) -> None:
    given().when(record(QUALITY, score_in_hundredths=score)).then_invalid(("score_in_hundredths", code))


@pytest.mark.parametrize("score", [0, 2300, 4000])
def test_the_ends_of_a_range_belong_to_it(score: int) -> None:
    reading = replace(QUALITY, score_in_hundredths=score)
    given().when(record(reading)).then(QuestionnaireCompleted(ENTRY, reading))


def test_of_a_licensed_scale_no_answer_is_kept() -> None:
    given().when(record(QUALITY, answers=(4,) * 10)).then_invalid(("answers", "score-only"))


def test_a_score_that_does_not_follow_from_the_answers_is_refused() -> None:
    given().when(record(score_in_hundredths=2000)).then_invalid(("score_in_hundredths", "not-the-score"))
    given().when(record(answers=LEFT_OUT)).then_invalid(("score_in_hundredths", "not-the-score"))
    given().when(record(PROFILE, score_in_hundredths=100)).then_invalid(("score_in_hundredths", "not-the-score"))


def test_a_scale_is_filled_in_where_there_is_one() -> None:
    given().when(record(scale=50)).then_invalid(("scale", "no-scale"))
    given().when(record(PROFILE, scale=101)).then_invalid(("scale", "out-of-range"))
    given().when(record(PROFILE, scale=-1)).then_invalid(("scale", "out-of-range"))


def test_an_instrument_must_be_switched_on_by_the_terms() -> None:
    given(instruments=("ndta",)).when(record()).then_invalid(("instrument", "unknown-instrument"))
    given().when(record(instrument="tea-leaves")).then_invalid(("instrument", "unknown-instrument"))


def test_says_every_fault_at_once() -> None:
    given().when(
        record(on=TODAY.replace(year=2026), programme="bees", workers=(WORKER, WORKER), answers=(), scale=1)
    ).then_invalid(
        ("on", "in-the-future"),
        ("programme", "unknown-programme"),
        ("workers", "named-twice"),
        ("answers", "wrong-number-of-answers"),
        ("scale", "no-scale"),
    )


def test_a_correction_brings_another_score() -> None:
    better = replace(READING, answers=(4, 3, 2, 4, 3, 3, 2), score_in_hundredths=1925)
    given(COMPLETED).when(correct(better)).then(QuestionnaireCorrected(ENTRY, better, "wrong-details"))
    given(COMPLETED).when(correct(on=june(3), score_in_hundredths=1)).then_invalid(
        ("score_in_hundredths", "not-the-score")
    )


def test_a_questionnaire_stays_one_persons() -> None:
    given(COMPLETED).when(correct(person_ref=OTHER_PERSON)).then_refused("not-correctable", "person_ref")


def test_a_questionnaire_is_withdrawn() -> None:
    given(COMPLETED).when(Withdraw(reason="entered-in-error")).then(QuestionnaireWithdrawn(ENTRY, "entered-in-error"))
    given(COMPLETED).when(Withdraw(reason="tea")).then_refused("unknown-reason", "reason")
