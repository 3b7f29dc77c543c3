"""Naming the worker."""

from dataclasses import replace

import pytest

from services.referrals.domain.commands import AllocateReferral
from services.referrals.domain.events import ReferralEvent
from tests.referrals.builders import (
    ACCEPTED,
    ALLOCATED,
    CLOSED,
    DECLINED,
    OTHER_WORKER,
    RECEIVED,
    REOPENED,
    TODAY,
    WITHDRAWN,
    WORKER,
    given,
    june,
)

ALLOCATE = AllocateReferral(on=june(6), worker_id=WORKER, today=TODAY)


def test_follows_an_acceptance() -> None:
    given(RECEIVED, ACCEPTED).when(ALLOCATE).then(ALLOCATED)
    given(RECEIVED, ACCEPTED, CLOSED, REOPENED).when(ALLOCATE).then(ALLOCATED)


def test_names_another_worker_in_place_of_the_first() -> None:
    other = replace(ALLOCATED, allocated_on=june(10), worker_id=OTHER_WORKER)
    given(RECEIVED, ACCEPTED, ALLOCATED).when(replace(ALLOCATE, on=june(10), worker_id=OTHER_WORKER)).then(other)
    given(RECEIVED, ACCEPTED, other).when(ALLOCATE).then_refused("too-early", "on", "last allocated")


def test_the_same_worker_again_is_no_change() -> None:
    given(RECEIVED, ACCEPTED, ALLOCATED).when(replace(ALLOCATE, on=june(12))).then_nothing()


@pytest.mark.parametrize("before", [(), (DECLINED,), (WITHDRAWN,), (ACCEPTED, CLOSED)])
def test_refuses_what_is_not_accepted(before: tuple[ReferralEvent, ...]) -> None:
    given(RECEIVED, *before).when(ALLOCATE).then_refused("not-accepted", None, "only an accepted one can be allocated")


def test_refuses_impossible_days_and_unknown_referrals() -> None:
    given(RECEIVED, ACCEPTED).when(replace(ALLOCATE, on=june(1))).then_refused("too-early", "on")
    given(RECEIVED, ACCEPTED).when(replace(ALLOCATE, today=june(5))).then_refused("in-the-future", "on")
    given().when(ALLOCATE).then_refused("unknown-referral")
