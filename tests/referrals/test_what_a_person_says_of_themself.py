"""A person's profile: registration without a referral, characteristics as coded words, consent and its withdrawal."""

from datetime import date
from typing import Any

from services.referrals.domain.profile import commands, events
from services.referrals.domain.profile.decisions import DECIDER
from services.referrals.domain.profile.terms import Purpose
from tests.sentences import Given, given

REF = "0123456789abcdef0123456789abcdef"
DAY, NEXT_DAY, TODAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 31)
TOMORROW = date(2026, 4, 1)


def the_person(*happened: Any) -> Given[Any, Any, Any]:
    return given(DECIDER, *happened)


def described(on: date = DAY, **answers: str) -> commands.DescribePerson:
    told = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return commands.DescribePerson(person_ref=REF, answers=told, on=on, today=TODAY)


def answered(characteristic: str, answer: str, on: date = DAY) -> events.CharacteristicRecorded:
    return events.CharacteristicRecorded(REF, characteristic, answer, on)


def test_somebody_who_drops_in_is_taken_down_once() -> None:
    command = commands.RegisterPerson(person_ref=REF, on=DAY, today=TODAY)
    the_person().when(command).then(events.PersonRegistered(REF, DAY))
    the_person(events.PersonRegistered(REF, NEXT_DAY)).when(command).then_nothing()


def test_what_is_no_reference_is_refused() -> None:
    command = commands.RegisterPerson(person_ref="Jo Bloggs", on=DAY, today=TODAY)
    the_person().when(command).then_refused("not-a-person-reference", "person_ref")


def test_nothing_is_registered_on_a_day_to_come() -> None:
    command = commands.RegisterPerson(person_ref=REF, on=TOMORROW, today=TODAY)
    the_person().when(command).then_refused("in-the-future", "on")


def test_each_answer_is_recorded_by_itself() -> None:
    the_person().when(described(gender="female", ethnic_category="a")).then(
        answered("ethnic-category", "a"), answered("gender", "female")
    )


def test_a_later_answer_takes_the_place_of_an_earlier_one() -> None:
    the_person(answered("housing", "hostel")).when(described(NEXT_DAY, housing="settled")).then(
        answered("housing", "settled", NEXT_DAY)
    )


def test_an_older_answer_entered_late_does_not_take_the_place_of_a_newer_one() -> None:
    the_person(answered("housing", "settled", NEXT_DAY)).when(described(housing="hostel")).then_nothing()


def test_not_known_and_not_stated_are_different_answers() -> None:
    the_person(answered("disability", "not-known")).when(described(NEXT_DAY, disability="not-stated")).then(
        answered("disability", "not-stated", NEXT_DAY)
    )


def test_that_an_answer_is_not_known_never_takes_the_place_of_one_that_is() -> None:
    the_person(answered("disability", "yes")).when(described(NEXT_DAY, disability="not-known")).then_nothing()
    the_person(answered("disability", "yes")).when(described(NEXT_DAY, disability="not-stated")).then(
        answered("disability", "not-stated", NEXT_DAY)
    )


def test_what_nobody_asked_is_not_known() -> None:
    state = DECIDER.fold([answered("gender", "male")])
    assert (state.answer("gender"), state.answer("housing")) == ("male", "not-known")


def test_every_answer_that_is_on_no_list_is_named_at_once() -> None:
    the_person().when(described(gender="tall", shoe_size="nine", housing="settled")).then_invalid(
        ("answers.gender", "unknown-answer"), ("answers", "unknown-characteristic")
    )


def test_consent_is_given_for_each_purpose_by_itself() -> None:
    command = commands.GiveConsent(person_ref=REF, purpose=Purpose.RESEARCH, on=DAY, today=TODAY)
    the_person(events.ConsentGiven(REF, Purpose.RECORD, DAY)).when(command).then(
        events.ConsentGiven(REF, Purpose.RESEARCH, DAY)
    )


def test_consent_is_withdrawn_and_given_again() -> None:
    gave = events.ConsentGiven(REF, Purpose.RESEARCH, DAY)
    took_back = events.ConsentWithdrawn(REF, Purpose.RESEARCH, NEXT_DAY)
    withdraw = commands.WithdrawConsent(person_ref=REF, purpose=Purpose.RESEARCH, on=NEXT_DAY, today=TODAY)
    give = commands.GiveConsent(person_ref=REF, purpose=Purpose.RESEARCH, on=TODAY, today=TODAY)

    the_person(gave).when(withdraw).then(took_back)
    the_person(gave, took_back).when(give).then(events.ConsentGiven(REF, Purpose.RESEARCH, TODAY))


def test_consent_that_was_never_given_cannot_be_withdrawn() -> None:
    command = commands.WithdrawConsent(person_ref=REF, purpose=Purpose.RECORD, on=DAY, today=TODAY)
    the_person().when(command).then_refused("no-consent", "purpose")


def test_consent_is_not_withdrawn_before_it_was_given() -> None:
    command = commands.WithdrawConsent(person_ref=REF, purpose=Purpose.RECORD, on=DAY, today=TODAY)
    the_person(events.ConsentGiven(REF, Purpose.RECORD, NEXT_DAY)).when(command).then_refused("too-early", "on")
