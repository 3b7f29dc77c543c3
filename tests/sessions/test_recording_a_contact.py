"""One-to-one contacts: what may be set down of an appointment, kept or not."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.entry import Correct, Record, Withdraw
from services.sessions.domain.contact.decisions import decider
from services.sessions.domain.contact.events import Contact, ContactCorrected, ContactRecorded, ContactWithdrawn
from tests import sentences
from tests.sessions.builders import CONTACT, ENTRY, OTHER_PERSON, OTHER_WORKER, TODAY, WORKER, june, terms

RECORDED = ContactRecorded(ENTRY, CONTACT)


def given(*history: Any, **changed_terms: Any) -> sentences.Given[Any, Any, Any]:
    return sentences.given(decider(terms(**changed_terms)), *history)


def record(**changes: Any) -> Record[Contact]:
    return Record(entry_id=ENTRY, content=replace(CONTACT, **changes), today=TODAY)


def correct(**changes: Any) -> Correct[Contact]:
    return Correct(content=replace(CONTACT, **changes), reason="wrong-details", today=TODAY)


FIRST = {"purpose": "initial-engagement"}


def test_records_an_attended_contact() -> None:
    given().when(record()).then(RECORDED)


def test_a_text_message_takes_no_time_together() -> None:
    content = replace(CONTACT, channel="09", minutes=None)
    given().when(record(channel="09", minutes=None)).then(ContactRecorded(ENTRY, content))


def test_an_attended_call_has_a_length() -> None:
    given().when(record(minutes=None)).then_invalid(("minutes", "missing"))
    given().when(record(minutes=0)).then_invalid(("minutes", "too-short"))
    given().when(record(minutes=1441)).then_invalid(("minutes", "too-long"))


@pytest.mark.parametrize("attendance", ["2", "3", "4", "7"])
def test_a_contact_that_did_not_take_place_has_no_length(attendance: str) -> None:
    content = replace(CONTACT, attendance=attendance, minutes=None)
    given().when(record(attendance=attendance, minutes=None)).then(ContactRecorded(ENTRY, content))
    given().when(record(attendance=attendance)).then_invalid(("minutes", "not-attended"))


def test_says_every_fault_at_once() -> None:
    given().when(
        record(on=TODAY.replace(year=2026), channel="13", attendance="1", purpose="tea", programme="bees", workers=())
    ).then_invalid(
        ("on", "in-the-future"),
        ("channel", "unknown-channel"),
        ("attendance", "unknown-attendance"),
        ("purpose", "unknown-purpose"),
        ("programme", "unknown-programme"),
        ("workers", "missing"),
        ("minutes", "not-attended"),
    )


def test_today_is_not_the_future() -> None:
    given().when(record(on=TODAY)).then(ContactRecorded(ENTRY, replace(CONTACT, on=TODAY)))


def test_nobody_attends_twice() -> None:
    given().when(record(workers=(WORKER, WORKER))).then_invalid(("workers", "named-twice"))


def test_two_of_the_team_attend_where_the_terms_ask_for_two() -> None:
    both = replace(CONTACT, purpose="initial-engagement", workers=(WORKER, OTHER_WORKER))
    given().when(record(**FIRST, workers=(WORKER, OTHER_WORKER))).then(ContactRecorded(ENTRY, both))
    given().when(record(**FIRST)).then_invalid(("workers", "minimum-staff"))


def test_one_worker_named_twice_is_not_two() -> None:
    given().when(record(**FIRST, workers=(WORKER, WORKER))).then_invalid(
        ("workers", "named-twice"), ("workers", "minimum-staff")
    )


def test_a_rule_may_be_set_aside_with_a_reason_of_the_terms() -> None:
    alone = replace(CONTACT, purpose="initial-engagement", exception="colleague-ill")
    given().when(record(**FIRST, exception="colleague-ill")).then(ContactRecorded(ENTRY, alone))
    given().when(record(**FIRST, exception="rain")).then_invalid(("exception", "unknown-exception"))


def test_a_rule_that_is_kept_is_not_set_aside() -> None:
    given().when(record(exception="colleague-ill")).then_invalid(("exception", "no-exception-needed"))
    given().when(record(**FIRST, exception="colleague-ill", attendance="3", minutes=None)).then_invalid(
        ("exception", "no-exception-needed")
    )


def test_a_rule_asks_nothing_of_a_contact_that_did_not_take_place() -> None:
    missed = replace(CONTACT, purpose="initial-engagement", attendance="3", minutes=None)
    given().when(record(**FIRST, attendance="3", minutes=None)).then(ContactRecorded(ENTRY, missed))


def test_other_terms_set_no_rule() -> None:
    content = replace(CONTACT, purpose="initial-engagement")
    given(rules=()).when(record(**FIRST)).then(ContactRecorded(ENTRY, content))


def test_a_correction_says_all_of_what_stands_afterwards() -> None:
    shorter = replace(CONTACT, minutes=30)
    given(RECORDED).when(correct(minutes=30)).then(ContactCorrected(ENTRY, shorter, "wrong-details"))
    given(RECORDED).when(correct(minutes=0)).then_invalid(("minutes", "too-short"))


def test_a_correction_cannot_make_it_another_persons() -> None:
    given(RECORDED).when(correct(person_ref=OTHER_PERSON)).then_refused("not-correctable", "person_ref", "withdraw")


def test_a_withdrawal_has_a_reason_of_the_terms() -> None:
    given(RECORDED).when(Withdraw(reason="entered-in-error")).then(ContactWithdrawn(ENTRY, "entered-in-error"))
    given(RECORDED).when(Withdraw(reason="rain")).then_refused("unknown-reason", "reason")


def test_what_was_withdrawn_is_not_corrected() -> None:
    withdrawn = ContactWithdrawn(ENTRY, "entered-in-error")
    given(RECORDED, withdrawn).when(correct(minutes=30)).then_refused("withdrawn")


def test_what_was_not_recorded_is_unknown() -> None:
    given().when(correct(on=june(3))).then_refused("unknown-contact")
    given().when(Withdraw(reason="entered-in-error")).then_refused("unknown-contact")
