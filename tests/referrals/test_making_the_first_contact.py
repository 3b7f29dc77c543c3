"""Meeting the person for the first time."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import MakeFirstContact
from services.referrals.domain.events import ReferralEvent
from tests.referrals.builders import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    FIRST_CONTACT,
    RECEIVED,
    TODAY,
    WITHDRAWN,
    given,
    june,
)

CONTACT = MakeFirstContact(on=june(9), channel="01", today=TODAY)


@pytest.mark.parametrize("channel", ["01", "02", "04", "11"])
def test_counts_face_to_face_telephone_talk_type_and_video(channel: str) -> None:
    given(RECEIVED, ACCEPTED).when(replace(CONTACT, channel=channel)).then(replace(FIRST_CONTACT, channel=channel))


@pytest.mark.parametrize("channel", ["05", "09", "10", "12", "13", "98", "letter"])
def test_does_not_count_texts_e_mails_and_messages(channel: str) -> None:
    given(RECEIVED, ACCEPTED).when(replace(CONTACT, channel=channel)).then_refused(
        "unknown-channel", "channel", "01, 02, 04, 11"
    )


def test_may_have_been_before_the_day_of_acceptance_but_not_before_the_receipt() -> None:
    given(RECEIVED, ACCEPTED).when(replace(CONTACT, on=june(2))).then(replace(FIRST_CONTACT, contacted_on=june(2)))
    given(RECEIVED, ACCEPTED).when(replace(CONTACT, on=june(1))).then_refused(
        "too-early", "on", "on 2025-06-01 lies before 2025-06-02, the day on which the referral was received"
    )


def test_is_made_once() -> None:
    made = (RECEIVED, ACCEPTED, FIRST_CONTACT)
    given(*made).when(replace(CONTACT, on=june(10))).then_refused("already-recorded")
    given(*made, CLOSED).when(CONTACT).then_nothing()


@pytest.mark.parametrize("before", [(), (DECLINED,), (WITHDRAWN,), (ACCEPTED, CLOSED)])
def test_refuses_what_is_not_accepted(before: tuple[ReferralEvent, ...]) -> None:
    given(RECEIVED, *before).when(CONTACT).then_refused("not-accepted")


def test_refuses_the_future_and_unknown_referrals() -> None:
    given(RECEIVED, ACCEPTED).when(replace(CONTACT, today=june(8))).then_refused("in-the-future", "on")
    given().when(CONTACT).then_refused("unknown-referral")
