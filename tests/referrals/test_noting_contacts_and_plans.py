"""What other services record: a first attended contact becomes the first contact, a plan takes its step."""

from dataclasses import replace
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.commands import (
    AcceptReferral,
    CloseReferral,
    MakeFirstContact,
    NoteContact,
    NoteContactWithdrawn,
    NotePlan,
    NotePlanWithdrawn,
)
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.events import (
    ContactNoted,
    FirstContactMade,
    PlanNoted,
    ReferralEvent,
    RuleExcepted,
    StepCorrected,
    StepTaken,
    StepWithdrawn,
)
from services.referrals.domain.terms import ProcessStep, TakenBy
from tests import sentences
from tests.referrals import builders
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    FIRST_CONTACT,
    PERSON,
    RECEIVED,
    REFERRAL,
    TERMS,
    TODAY,
    given,
    june,
)

ONE, OTHER, PLAN = (UUID(int=number) for number in (1, 2, 3))
VISIT = NoteContact(
    contact_id=ONE, person_ref=PERSON, on=june(10), channel="01", attended=True, purpose="support", today=TODAY
)
NOTED = ContactNoted(REFERRAL, PERSON, ONE, june(10), "01", attended=True, qualifies=True)
MADE = FirstContactMade(REFERRAL, PERSON, june(10), "01", cause=ONE)
LONG: dict[str, Any] = {
    "steps": (
        ProcessStep("referrer-contacted", by=TakenBy.REFERRER_CONTACT),
        ProcessStep("person-contacted", by=TakenBy.FIRST_CONTACT),
        ProcessStep("engaged", by=TakenBy.CONTACT, purpose="engagement"),
        ProcessStep("planned", by=TakenBy.PLAN, same_day_as="engaged"),
    )
}
ENGAGED = replace(VISIT, contact_id=OTHER, on=june(12), purpose="engagement")
ENGAGEMENT_NOTED = replace(NOTED, contact_id=OTHER, contacted_on=june(12), step="engaged")
ENGAGEMENT = StepTaken(REFERRAL, PERSON, june(12), "engaged", cause=OTHER)


def under_steps(*history: ReferralEvent) -> sentences.Given[Any, Any, Any]:
    return builders.given(*history, **LONG)


def corrected(version: int, on: int, **more: Any) -> StepCorrected:
    return StepCorrected(
        REFERRAL, PERSON, "first-contact-made", version, june(on), "recorded-elsewhere", **{"channel": "01", **more}
    )


def test_the_first_attended_contact_after_acceptance_is_the_first_contact() -> None:
    given(RECEIVED, ACCEPTED).when(VISIT).then(NOTED, MADE)


@pytest.mark.parametrize("channel", ["05", "09", "10", "12", "13", "98"])
def test_texts_and_messages_are_kept_and_stop_no_clock(channel: str) -> None:
    given(RECEIVED, ACCEPTED).when(replace(VISIT, channel=channel)).then(
        replace(NOTED, channel=channel, qualifies=False)
    )


def test_contacts_of_one_day_stand_in_one_order_however_they_arrive() -> None:
    texted = replace(NOTED, contact_id=OTHER, channel="09", qualifies=False)
    visited = replace(NOTED, follow_up_by=june(24))
    orders = [decider(TERMS).fold((RECEIVED, ACCEPTED, *noted)) for noted in permutations((texted, visited))]
    assert [each.attended for each in orders] == [((june(10), None), (june(10), june(24)))] * 2


def test_a_contact_that_was_not_attended_stops_no_clock() -> None:
    given(RECEIVED, ACCEPTED).when(replace(VISIT, attended=False)).then(replace(NOTED, attended=False, qualifies=False))


def test_a_contact_before_acceptance_is_remembered_and_counts_from_then_on() -> None:
    given(RECEIVED).when(replace(VISIT, on=june(4))).then(replace(NOTED, contacted_on=june(4)))
    given(RECEIVED, replace(NOTED, contacted_on=june(4))).when(AcceptReferral(on=june(5), today=TODAY)).then(
        ACCEPTED, replace(MADE, contacted_on=june(4))
    )


def test_a_contact_before_acceptance_never_counts_where_the_terms_say_so() -> None:
    given(RECEIVED, ACCEPTED, contacts_before_acceptance=False).when(replace(VISIT, on=june(4))).then(
        replace(NOTED, contacted_on=june(4))
    )
    given(RECEIVED, ACCEPTED, contacts_before_acceptance=False).when(
        MakeFirstContact(on=june(4), channel="01", today=TODAY)
    ).then_refused("too-early", "on")


def test_a_contact_before_the_receipt_or_after_the_end_does_not_count() -> None:
    given(RECEIVED, ACCEPTED).when(replace(VISIT, on=june(1))).then(replace(NOTED, contacted_on=june(1)))
    given(RECEIVED, ACCEPTED, CLOSED).when(replace(VISIT, on=june(21))).then(replace(NOTED, contacted_on=june(21)))
    given(RECEIVED, ACCEPTED, CLOSED).when(VISIT).then(NOTED, MADE)


def test_is_never_refused_for_where_the_referral_stands() -> None:
    given(RECEIVED, DECLINED).when(VISIT).then(NOTED)


def test_an_earlier_contact_that_is_told_later_moves_the_first_contact() -> None:
    earlier = replace(VISIT, contact_id=OTHER, on=june(8))
    noted = replace(NOTED, contact_id=OTHER, contacted_on=june(8))
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(earlier).then(noted, corrected(4, 8, cause=OTHER))
    given(RECEIVED, ACCEPTED, FIRST_CONTACT).when(earlier).then(noted, corrected(3, 8, cause=OTHER))


def test_a_later_contact_changes_nothing_but_its_note() -> None:
    later = replace(VISIT, contact_id=OTHER, on=june(18))
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(later).then(replace(NOTED, contact_id=OTHER, contacted_on=june(18)))


def test_of_two_on_one_day_that_which_was_recorded_here_stays() -> None:
    given(RECEIVED, ACCEPTED, FIRST_CONTACT).when(replace(VISIT, on=june(9), channel="02")).then(
        replace(NOTED, contacted_on=june(9), channel="02")
    )


def test_a_corrected_contact_moves_the_first_contact() -> None:
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(replace(VISIT, on=june(11), channel="02")).then(
        replace(NOTED, contacted_on=june(11), channel="02"), corrected(4, 11, channel="02", cause=ONE)
    )


def test_a_contact_that_was_not_attended_after_all_takes_the_first_contact_back() -> None:
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(replace(VISIT, attended=False)).then(
        replace(NOTED, attended=False, qualifies=False),
        StepWithdrawn(REFERRAL, PERSON, "first-contact-made", 4, "recorded-elsewhere"),
    )


def test_a_withdrawn_contact_takes_the_first_contact_back_or_leaves_the_next_one() -> None:
    gone = NoteContactWithdrawn(contact_id=ONE)
    second = replace(NOTED, contact_id=OTHER, contacted_on=june(15))
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(gone).then(
        replace(NOTED, withdrawn=True),
        StepWithdrawn(REFERRAL, PERSON, "first-contact-made", 4, "recorded-elsewhere"),
    )
    given(RECEIVED, ACCEPTED, NOTED, MADE, second).when(gone).then(
        replace(NOTED, withdrawn=True), corrected(4, 15, cause=OTHER)
    )


def test_a_withdrawn_contact_leaves_what_was_recorded_here() -> None:
    earlier = replace(NOTED, contacted_on=june(8))
    given(RECEIVED, ACCEPTED, FIRST_CONTACT, earlier, corrected(3, 8, cause=ONE)).when(
        NoteContactWithdrawn(contact_id=ONE)
    ).then(replace(earlier, withdrawn=True), corrected(3, 9))


def test_a_contact_that_was_never_noted_is_withdrawn_from_nothing() -> None:
    given(RECEIVED, ACCEPTED).when(NoteContactWithdrawn(contact_id=ONE)).then_nothing()
    given().when(NoteContactWithdrawn(contact_id=ONE)).then_nothing()
    given().when(NotePlanWithdrawn(plan_id=PLAN)).then_nothing()


def test_the_same_contact_again_is_one() -> None:
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(VISIT).then_nothing()


def test_refuses_the_future_and_unknown_referrals() -> None:
    given(RECEIVED).when(replace(VISIT, today=june(9))).then_refused("in-the-future", "on")
    given().when(VISIT).then_refused("unknown-referral")


def test_the_next_contact_is_due_from_the_latest_that_counts() -> None:
    referral = decider(replace(TERMS, follow_up_days=28))
    history: list[ReferralEvent] = [RECEIVED, ACCEPTED]
    for asked in (
        VISIT,
        replace(VISIT, contact_id=OTHER, on=june(20)),
        replace(VISIT, contact_id=PLAN, on=june(25), channel="09"),
    ):
        history += referral.decide(asked, referral.fold(history))
    state = referral.fold(history)

    assert state.follow_up_by == june(20).replace(month=7, day=18)
    assert state.attended[-1][0] == june(25)


def test_contacts_in_any_order_lead_to_the_same_first_contact() -> None:
    asked: list[Any] = [
        AcceptReferral(on=june(5), today=TODAY),
        VISIT,
        replace(VISIT, contact_id=OTHER, on=june(7), channel="11"),
        replace(VISIT, contact_id=PLAN, on=june(6), attended=False),
    ]
    found = set()
    for order in permutations(asked):
        referral, history = decider(TERMS), [RECEIVED]
        for command in order:
            history += referral.decide(command, referral.fold(history))
        contact = referral.fold(history).first_contact
        assert contact is not None
        found.add((contact.contacted_on, contact.channel, contact.cause))
    assert found == {(june(7), "11", OTHER)}


def test_a_contact_with_the_purpose_of_a_step_takes_it() -> None:
    before = (RECEIVED, builders.REFERRER_CONTACTED, ACCEPTED, NOTED, MADE)
    under_steps(*before).when(ENGAGED).then(ENGAGEMENT_NOTED, ENGAGEMENT)


def test_a_step_out_of_order_is_listed_and_not_hidden() -> None:
    under_steps(RECEIVED, ACCEPTED, NOTED, MADE).when(ENGAGED).then(
        ENGAGEMENT_NOTED,
        ENGAGEMENT,
        RuleExcepted(REFERRAL, PERSON, june(12), "step-missing", "found-afterwards", "engaged"),
    )


def test_what_turns_out_to_have_been_in_order_is_listed_no_more() -> None:
    excepted = RuleExcepted(REFERRAL, PERSON, june(12), "step-missing", "found-afterwards", "engaged")
    before = (RECEIVED, ACCEPTED, NOTED, MADE, ENGAGEMENT_NOTED, ENGAGEMENT, excepted)
    from services.referrals.domain.commands import ContactReferrer

    under_steps(*before).when(ContactReferrer(on=june(3), today=TODAY)).then(
        builders.REFERRER_CONTACTED,
        StepWithdrawn(REFERRAL, PERSON, "rule-excepted", 7, "recorded-elsewhere", "engaged"),
    )


def test_a_plan_written_together_takes_its_step_on_the_day_of_the_session() -> None:
    before = (RECEIVED, builders.REFERRER_CONTACTED, ACCEPTED, NOTED, MADE, ENGAGEMENT_NOTED, ENGAGEMENT)
    plan = NotePlan(plan_id=PLAN, person_ref=PERSON, on=june(12), together=True, today=TODAY)
    noted = PlanNoted(REFERRAL, PERSON, PLAN, june(12), together=True, step="planned")
    planned = StepTaken(REFERRAL, PERSON, june(12), "planned", cause=PLAN)

    under_steps(*before).when(plan).then(noted, planned)
    under_steps(*before).when(replace(plan, together=False)).then(replace(noted, together=False, step=None))
    under_steps(*before).when(replace(plan, on=june(14))).then(
        replace(noted, agreed_on=june(14)),
        replace(planned, taken_on=june(14)),
        RuleExcepted(REFERRAL, PERSON, june(14), "step-same-day", "found-afterwards", "planned"),
    )
    under_steps(*before, noted, planned).when(plan).then_nothing()
    under_steps(*before, noted, planned).when(NotePlanWithdrawn(plan_id=PLAN)).then(
        replace(noted, withdrawn=True),
        StepWithdrawn(REFERRAL, PERSON, "step-taken", 9, "recorded-elsewhere", "planned"),
    )


def test_a_closure_before_a_noted_first_contact_is_refused() -> None:
    given(RECEIVED, ACCEPTED, NOTED, MADE).when(
        CloseReferral(on=june(9), reason="goals-met", today=TODAY)
    ).then_refused("too-early", "on")


def test_what_was_done_with_somebody_else_is_refused_and_counts_for_nothing() -> None:
    stranger = "f" * 32
    the_referral = given(RECEIVED, ACCEPTED)
    the_referral.when(replace(VISIT, person_ref=stranger)).then_refused("another-person", "referral_id")
    plan = NotePlan(plan_id=PLAN, person_ref=stranger, on=june(12), together=True, today=TODAY)
    the_referral.when(plan).then_refused("another-person", "referral_id")


def test_what_was_done_under_a_linked_reference_is_noted() -> None:
    linked = replace(VISIT, person_ref="f" * 32, same_as=(PERSON,))
    given(RECEIVED, ACCEPTED).when(linked).then(*given(RECEIVED, ACCEPTED).when(VISIT).events())
