"""An entry is set down once, corrected and withdrawn with a reason, and never overwritten."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from chassis.entry import Correct, Entry, Record, Withdraw, entry_decider
from tests.entry.errands import (
    BEN,
    ERRAND,
    KIND,
    TODAY,
    ErrandCorrected,
    ErrandRecorded,
    ErrandWithdrawn,
    errand,
)
from tests.sentences import given

DECIDER = entry_decider(KIND)
RECORDED = ErrandRecorded(ERRAND, errand())
CORRECTED = ErrandCorrected(ERRAND, errand(minutes=30), "entered-in-error")
WITHDRAWN = ErrandWithdrawn(ERRAND, "entered-in-error")


def record(**more: Any) -> Record[Any]:
    return Record(entry_id=ERRAND, content=errand(**more), today=TODAY)


def correct(reason: str = "entered-in-error", **more: Any) -> Correct[Any]:
    return Correct(content=errand(**more), reason=reason, today=TODAY)


def test_is_set_down() -> None:
    given(DECIDER).when(record()).then(ErrandRecorded(ERRAND, errand()))


def test_every_fault_of_a_content_is_said_at_once() -> None:
    given(DECIDER).when(record(on=date(2025, 7, 1), what="beer", minutes=0)).then_invalid(
        ("on", "in-the-future"), ("what", "unknown-what"), ("minutes", "too-short")
    )


def test_today_is_not_in_the_future() -> None:
    given(DECIDER).when(record(on=TODAY)).then(ErrandRecorded(ERRAND, errand(on=TODAY)))


def test_is_set_down_once() -> None:
    given(DECIDER, RECORDED).when(record()).then_nothing()
    given(DECIDER, RECORDED).when(record(minutes=21)).then_refused("already-recorded")


def test_setting_it_down_again_after_a_correction_or_withdrawal_changes_nothing() -> None:
    given(DECIDER, RECORDED, CORRECTED).when(record()).then_nothing()
    given(DECIDER, RECORDED, WITHDRAWN).when(record()).then_nothing()
    given(DECIDER, RECORDED, CORRECTED).when(record(minutes=30)).then_refused("already-recorded")


def test_is_corrected() -> None:
    given(DECIDER, RECORDED).when(correct(minutes=30)).then(
        ErrandCorrected(ERRAND, errand(minutes=30), "entered-in-error")
    )


def test_is_corrected_again_and_back() -> None:
    given(DECIDER, RECORDED, CORRECTED).when(correct("told-otherwise", minutes=20)).then(
        ErrandCorrected(ERRAND, errand(minutes=20), "told-otherwise")
    )


def test_a_correction_that_says_what_stands_already_changes_nothing() -> None:
    given(DECIDER, RECORDED).when(correct()).then_nothing()
    given(DECIDER, RECORDED, CORRECTED).when(correct(minutes=30)).then_nothing()


def test_a_correction_has_the_rules_of_a_content_and_a_reason_of_the_terms() -> None:
    given(DECIDER, RECORDED).when(correct(on=date(2025, 7, 1), minutes=0)).then_invalid(
        ("on", "in-the-future"), ("minutes", "too-short")
    )
    given(DECIDER, RECORDED).when(correct("whim", minutes=30)).then_refused("unknown-reason", "reason")


@pytest.mark.parametrize("subject", [BEN, None])
def test_what_is_fixed_cannot_be_corrected(subject: str | None) -> None:
    given(DECIDER, RECORDED).when(correct(subject=subject)).then_refused("not-correctable", "subject", "withdraw")


def test_is_withdrawn() -> None:
    given(DECIDER, RECORDED, CORRECTED).when(Withdraw(reason="told-otherwise")).then(
        ErrandWithdrawn(ERRAND, "told-otherwise")
    )


def test_is_withdrawn_once_and_for_a_reason_of_the_terms() -> None:
    given(DECIDER, RECORDED).when(Withdraw(reason="whim")).then_refused("unknown-reason", "reason")
    given(DECIDER, RECORDED, WITHDRAWN).when(Withdraw(reason="entered-in-error")).then_nothing()
    given(DECIDER, RECORDED, WITHDRAWN).when(Withdraw(reason="told-otherwise")).then_refused("withdrawn")


def test_what_was_withdrawn_is_not_corrected() -> None:
    given(DECIDER, RECORDED, WITHDRAWN).when(correct(minutes=30)).then_refused("withdrawn")


@pytest.mark.parametrize("command", [correct(), Withdraw(reason="entered-in-error")])
def test_nothing_is_done_to_what_was_not_recorded(command: Any) -> None:
    given(DECIDER).when(command).then_refused("unknown-errand")


def test_an_entry_says_how_it_stands_and_keeps_what_it_was() -> None:
    assert DECIDER.initial == Entry()
    assert not DECIDER.initial.stands
    corrected = DECIDER.fold([RECORDED, CORRECTED])
    assert corrected == Entry(ERRAND, errand(), errand(minutes=30), "entered-in-error")
    assert corrected.stands
    withdrawn = DECIDER.fold([RECORDED, CORRECTED, ErrandWithdrawn(ERRAND, "told-otherwise")])
    assert withdrawn == Entry(ERRAND, errand(), errand(minutes=30), "entered-in-error", "told-otherwise")
    assert not withdrawn.stands


def test_its_stream_and_subject_follow_from_it() -> None:
    assert KIND.stream(UUID(int=5)) == "errand-00000000-0000-0000-0000-000000000005"
    assert DECIDER.subject(DECIDER.fold([RECORDED, WITHDRAWN])) == "a" * 32
    assert DECIDER.subject(DECIDER.initial) is None
