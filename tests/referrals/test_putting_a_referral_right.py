"""Corrections and withdrawals: the log keeps both, and the referral stands as what is right."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.referrals.domain.commands import CorrectStep, WithdrawStep
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.events import (
    ContactNoted,
    FirstContactMade,
    ReferralEvent,
    StepCorrected,
    StepTaken,
    StepWithdrawn,
)
from services.referrals.domain.state import Status
from services.referrals.domain.terms import ProcessStep, Step
from tests.referrals.builders import (
    ACCEPTED,
    ALLOCATED,
    AMENDED,
    CLOSED,
    DECLINED,
    FIRST_CONTACT,
    PERSON,
    RECEIVED,
    REFERRAL,
    REFERRER_CONTACTED,
    REOPENED,
    TERMS,
    TODAY,
    TRIAGED,
    WITHDRAWN,
    given,
    june,
    receive,
)

ERROR = "entered-in-error"
LIFE = (RECEIVED, REFERRER_CONTACTED, TRIAGED, ACCEPTED, ALLOCATED, FIRST_CONTACT, CLOSED, REOPENED)


def correct(version: int, on: int, **more: Any) -> CorrectStep:
    return CorrectStep(version=version, on=june(on), reason=ERROR, today=TODAY, **more)


def withdraw(version: int) -> WithdrawStep:
    return WithdrawStep(version=version, reason=ERROR)


def corrected(event: str, version: int, on: int, **more: Any) -> StepCorrected:
    return StepCorrected(REFERRAL, PERSON, event, version, june(on), ERROR, **more)


def withdrawn(event: str, version: int, step: str | None = None) -> StepWithdrawn:
    return StepWithdrawn(REFERRAL, PERSON, event, version, ERROR, step)


@pytest.mark.parametrize(
    ("version", "event", "on"),
    [
        (2, "referrer-contacted", 2),
        (3, "referral-triaged", 5),
        (5, "referral-allocated", 7),
        (7, "referral-closed", 19),
        (8, "referral-reopened", 26),
    ],
)
def test_any_day_can_be_corrected(version: int, event: str, on: int) -> None:
    given(*LIFE).when(correct(version, on)).then(corrected(event, version, on))


def test_the_due_day_follows_a_corrected_receipt() -> None:
    correction = corrected("referral-received", 1, 1, first_contact_by=june(15))
    given(RECEIVED).when(correct(1, 1)).then(correction)
    state = decider(TERMS).fold([RECEIVED, correction])
    assert state.received is not None
    assert (state.received.received_on, state.received.first_contact_by) == (june(1), june(15))


def test_a_receipt_told_again_after_its_correction_is_still_the_same() -> None:
    correction = corrected("referral-received", 1, 1, first_contact_by=june(15))
    given(RECEIVED, correction).when(receive()).then_nothing()
    given(RECEIVED, correction).when(receive(received_on=june(1))).then_nothing()


def test_the_end_of_support_follows_a_corrected_acceptance() -> None:
    given(RECEIVED, ACCEPTED, support_months=12, support_checks_months=(9,)).when(correct(2, 4)).then(
        corrected("referral-accepted", 2, 4, support_until=date(2026, 6, 4), checks_on=(date(2026, 3, 4),))
    )


def test_day_and_channel_of_a_first_contact_are_corrected() -> None:
    given(*LIFE).when(correct(6, 8, channel="02")).then(corrected("first-contact-made", 6, 8, channel="02"))
    state = decider(TERMS).fold([*LIFE, corrected("first-contact-made", 6, 8, channel="02")])
    assert state.first_contact == replace(FIRST_CONTACT, contacted_on=june(8), channel="02")
    assert state.status is Status.ACCEPTED
    given(*LIFE).when(correct(6, 8, channel="05")).then_refused("unknown-channel", "channel")
    given(*LIFE).when(correct(4, 5, channel="02")).then_refused("no-channel", "channel")
    given(*LIFE).when(correct(4, 5, site="x")).then_refused("no-site", "site")


def test_what_is_right_already_is_no_correction() -> None:
    given(*LIFE).when(correct(6, 9, channel="01")).then_nothing()
    given(*LIFE, corrected("first-contact-made", 6, 8)).when(correct(6, 8)).then_nothing()


def test_is_corrected_again() -> None:
    given(*LIFE, corrected("first-contact-made", 6, 8)).when(correct(6, 7)).then(corrected("first-contact-made", 6, 7))


@pytest.mark.parametrize(
    ("version", "on", "said"),
    [
        (1, 10, "referrer-contacted (version 2) would lie before the receipt"),
        (4, 3, "referral-accepted (version 4) would lie before triaged"),
        (3, 6, "referral-accepted (version 4) would lie before triaged"),
        (6, 21, "referral-closed (version 7) would lie before first-contact-made (version 6)"),
        (7, 26, "referral-reopened (version 8) would lie before referral-closed (version 7)"),
        (2, 1, "would lie before the receipt"),
    ],
)
def test_a_day_that_would_put_things_out_of_order_is_refused(version: int, on: int, said: str) -> None:
    steps = (Step.REFERRER_CONTACTED, Step.TRIAGED)
    given(*LIFE, steps_before_acceptance=steps).when(correct(version, on)).then_refused("out-of-order", "on", said)


def test_refuses_unknown_reasons_versions_the_future_and_what_has_no_day() -> None:
    given(*LIFE).when(replace(correct(4, 4), reason="rain")).then_refused("unknown-reason", "reason")
    given(*LIFE).when(correct(9, 4)).then_refused("unknown-step", "version")
    given(*LIFE).when(replace(correct(8, 26), today=june(25))).then_refused("in-the-future", "on")
    given(RECEIVED, AMENDED).when(correct(2, 4)).then_refused("not-correctable", "version")
    given().when(correct(1, 4)).then_refused("unknown-referral")
    given().when(withdraw(1)).then_refused("unknown-referral")


@pytest.mark.parametrize(
    ("history", "event", "status"),
    [
        ((RECEIVED, ACCEPTED, CLOSED), "referral-closed", Status.ACCEPTED),
        ((RECEIVED, ACCEPTED), "referral-accepted", Status.RECEIVED),
        ((RECEIVED, DECLINED), "referral-declined", Status.RECEIVED),
        ((RECEIVED, WITHDRAWN), "referral-withdrawn", Status.RECEIVED),
        ((RECEIVED, ACCEPTED, CLOSED, REOPENED), "referral-reopened", Status.CLOSED),
        ((RECEIVED, ACCEPTED, ALLOCATED), "referral-allocated", Status.ACCEPTED),
        ((RECEIVED, ACCEPTED, FIRST_CONTACT), "first-contact-made", Status.ACCEPTED),
        ((RECEIVED, TRIAGED), "referral-triaged", Status.RECEIVED),
    ],
)
def test_the_referral_stands_as_before_what_is_withdrawn(
    history: tuple[ReferralEvent, ...], event: str, status: Status
) -> None:
    last = len(history)
    given(*history).when(withdraw(last)).then(withdrawn(event, last))
    referral = decider(TERMS)
    after, before = referral.fold([*history, withdrawn(event, last)]), referral.fold(history[:-1])
    assert after.status is status
    assert replace(after, taken_back=(), version=before.version) == before


@pytest.mark.parametrize(
    ("version", "history"),
    [
        (4, LIFE),
        (7, LIFE),
        (2, LIFE),
        (3, LIFE),
        (2, (RECEIVED, ACCEPTED, FIRST_CONTACT)),
        (4, (RECEIVED, ACCEPTED, CLOSED, REOPENED, replace(CLOSED, closed_on=june(27)))),
    ],
)
def test_what_later_steps_need_is_not_withdrawn(version: int, history: tuple[ReferralEvent, ...]) -> None:
    steps = (Step.REFERRER_CONTACTED, Step.TRIAGED) if history is LIFE else ()
    given(*history, steps_before_acceptance=steps).when(withdraw(version)).then_refused("later-steps-stand", "version")


def test_is_withdrawn_once() -> None:
    history = (RECEIVED, ACCEPTED, withdrawn("referral-accepted", 2))
    given(*history).when(withdraw(2)).then_nothing()
    given(*history, replace(ACCEPTED, accepted_on=june(6))).when(withdraw(2)).then_nothing()


def test_a_receipt_and_an_amendment_are_not_withdrawn_by_themselves() -> None:
    given(RECEIVED, AMENDED).when(withdraw(1)).then_refused("not-withdrawable", "version")
    given(RECEIVED, AMENDED).when(withdraw(2)).then_refused("not-withdrawable", "version")
    given(RECEIVED, ACCEPTED).when(replace(withdraw(2), reason="rain")).then_refused("unknown-reason", "reason")


def test_what_follows_another_services_record_is_put_right_there() -> None:
    contact = UUID(int=1)
    noted = ContactNoted(REFERRAL, PERSON, contact, june(10), "01", attended=True, qualifies=True)
    made = FirstContactMade(REFERRAL, PERSON, june(10), "01", cause=contact)
    given(RECEIVED, ACCEPTED, noted, made).when(correct(4, 9)).then_refused("recorded-elsewhere", "version")
    given(RECEIVED, ACCEPTED, noted, made).when(withdraw(4)).then_refused("recorded-elsewhere", "version")


def test_an_acceptance_that_only_a_noted_contact_followed_is_withdrawn_with_it() -> None:
    contact = UUID(int=1)
    noted = ContactNoted(REFERRAL, PERSON, contact, june(10), "01", attended=True, qualifies=True)
    made = FirstContactMade(REFERRAL, PERSON, june(10), "01", cause=contact)
    given(RECEIVED, ACCEPTED, noted, made).when(withdraw(2)).then(
        withdrawn("referral-accepted", 2),
        StepWithdrawn(REFERRAL, PERSON, "first-contact-made", 4, "recorded-elsewhere"),
    )


def test_a_contact_noted_before_a_corrected_receipt_counts_from_then_on() -> None:
    contact = UUID(int=1)
    noted = ContactNoted(REFERRAL, PERSON, contact, june(1), "01", attended=True, qualifies=True)
    given(RECEIVED, ACCEPTED, noted).when(correct(1, 1)).then(
        corrected("referral-received", 1, 1, first_contact_by=june(15)),
        FirstContactMade(REFERRAL, PERSON, june(1), "01", cause=contact),
    )


def test_steps_of_the_process_are_put_right() -> None:
    terms: dict[str, Any] = {"steps": (ProcessStep("seen"), ProcessStep("met")), "sites": ("suite-1", "suite-2")}
    seen = StepTaken(REFERRAL, PERSON, june(3), "seen", "suite-1")
    met = StepTaken(REFERRAL, PERSON, june(5), "met")

    given(RECEIVED, seen, **terms).when(correct(2, 4, site="suite-2")).then(
        corrected("step-taken", 2, 4, step="seen", site="suite-2")
    )
    given(RECEIVED, seen, met, **terms).when(correct(2, 6)).then_refused("out-of-order", "on", "seen")
    given(RECEIVED, seen, met, **terms).when(withdraw(2)).then_refused("later-steps-stand", "version", "seen")
    given(RECEIVED, seen, met, **terms).when(withdraw(3)).then(withdrawn("step-taken", 3, "met"))
