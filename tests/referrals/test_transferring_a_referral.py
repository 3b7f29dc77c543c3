"""Handing a person over to another contract: this referral ends, and a referral of its own begins there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from chassis.messaging.wire import Message
from contracts.messages import referrals as messages
from contracts.messages.envelope import Envelope
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.state import Status
from services.referrals.domain.terms import ReferralTerms
from services.referrals.publishing import message_of
from services.referrals.reactions import reactions
from tests.referrals.builders import ACCEPTED, PERSON, RECEIVED, REFERRAL, TERMS
from tests.sentences import Given, given

TODAY = date(2025, 6, 30)
DAY = date(2025, 6, 20)
HANDING_OVER: ReferralTerms = replace(TERMS, transfers_to=("another", "a-third"))
TRANSFERRED = events.ReferralTransferred(REFERRAL, PERSON, DAY, "another")


def the_referral(*happened: events.ReferralEvent) -> Given[commands.ReferralCommand, events.ReferralEvent, object]:
    return given(decider(HANDING_OVER), *happened)


def transfer(to_contract: str = "another", on: date = DAY) -> commands.TransferReferral:
    return commands.TransferReferral(on=on, to_contract=to_contract, today=TODAY)


def test_a_person_is_handed_over_before_and_after_acceptance() -> None:
    the_referral(RECEIVED).when(transfer()).then(TRANSFERRED)
    the_referral(RECEIVED, ACCEPTED).when(transfer()).then(TRANSFERRED)


def test_a_transfer_ends_the_referral() -> None:
    state = decider(HANDING_OVER).fold([RECEIVED, TRANSFERRED])
    assert (state.status, state.current) == (Status.TRANSFERRED, False)


def test_a_person_is_handed_over_once() -> None:
    the_referral(RECEIVED, TRANSFERRED).when(transfer("a-third")).then_refused("already-recorded")


def test_a_contract_that_the_terms_do_not_name_is_refused() -> None:
    the_referral(RECEIVED).when(transfer("nobody-knows")).then_refused("unknown-to-contract", "to_contract")


def test_a_referral_that_has_ended_is_not_handed_over() -> None:
    declined = events.ReferralDeclined(REFERRAL, PERSON, DAY, "outside-area")
    the_referral(RECEIVED, declined).when(transfer()).then_refused("not-current")


def test_a_transfer_on_a_day_to_come_is_refused() -> None:
    the_referral(RECEIVED).when(transfer(on=date(2025, 7, 1))).then_refused("in-the-future", "on")


def test_the_other_contract_begins_a_referral_of_its_own_and_nobody_else_does() -> None:
    body = message_of(TRANSFERRED)
    assert body == messages.ReferralTransferred(
        referral_id=REFERRAL, person_ref=PERSON, transferred_on=DAY, to_contract="another"
    )
    envelope = Envelope(
        UUID(int=9), "referral-transferred.v1", "first", "referrals", datetime(2025, 6, 20, tzinfo=UTC), 1, 0, 1, 1
    )
    (reaction,) = reactions("another", Message(envelope, body), TODAY)
    begun = reaction.command
    assert (begun.person_ref, begun.received_on, begun.transferred_from) == (PERSON, DAY, "first")
    assert begun.referral_id != REFERRAL
    assert list(reactions("a-third", Message(envelope, body), TODAY)) == []


def test_a_referral_that_begins_with_a_transfer_says_where_it_came_from() -> None:
    begun = commands.ReceiveReferral(
        referral_id=REFERRAL,
        person_ref=PERSON,
        received_on=DAY,
        source="transfer",
        route="transfer",
        transferred_from="first",
        today=TODAY,
    )
    state = decider(HANDING_OVER).fold(decider(HANDING_OVER).decide(begun, decider(HANDING_OVER).initial))
    assert state.received is not None
    assert (state.received.transferred_from, state.status) == ("first", Status.RECEIVED)
