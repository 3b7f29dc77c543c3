"""What of plans becomes public and how it is stored: a sample of each stored name, and of each exactly what is told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Recorded
from contracts.messages.catalogue import WIRE_NAMES
from services.outcomes.domain.plan import events
from services.outcomes.domain.plan.events import EVENT_TYPES
from services.outcomes.domain.plan.terms import ActionResult, GoalResult
from services.outcomes.main import CODEC
from services.outcomes.publishing.messages import PUBLISHING
from tests.outcomes.plans import (
    ABOUT,
    ACTION,
    GOAL,
    OTHER_WORKER,
    PERSON,
    REFERRAL,
    WORKER,
    action_agreed,
    goal_set,
    june,
    plan_agreed,
    plan_closed,
    referral_ended,
)

SAMPLES = Path(__file__).parent / "samples"
PLAN_ID, REFERRAL_ID = "5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001", "5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003"
GOAL_ID, ACTION_ID = "5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004", "5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0006"
TOLD = {"plan_id": PLAN_ID, "person_ref": "0123456789abcdef0123456789abcdef"}
TURN: dict[str, Any] = {"referral_id": REFERRAL, "person_ref": PERSON, "turn": 9}

EVENTS: Mapping[str, events.PlanEvent] = {
    "plan-agreed.v1": plan_agreed(together=False, workers=(WORKER, OTHER_WORKER), exception="in-hospital"),
    "plan-agreed.v1.least": plan_agreed(referral_id=None, review_by=None),
    "plan-corrected.v1": events.PlanCorrected(
        **ABOUT,
        agreed_on=june(1),
        together=False,
        workers=(WORKER,),
        reason="wrong-details",
        review_by=june(29),
        exception="in-hospital",
    ),
    "plan-withdrawn.v1": events.PlanWithdrawn(**ABOUT, reason="entered-in-error"),
    "goal-set.v1": goal_set(),
    "goal-settled.v1": events.GoalSettled(**ABOUT, goal_id=GOAL, settled_on=june(20), result=GoalResult.PARTLY_REACHED),
    "action-agreed.v1": action_agreed(),
    "action-agreed.v1.least": action_agreed(due_by=None),
    "action-settled.v1": events.ActionSettled(
        **ABOUT, action_id=ACTION, settled_on=june(18), result=ActionResult.DROPPED
    ),
    "plan-reviewed.v1": events.PlanReviewed(**ABOUT, reviewed_on=june(16), review_by=june(27)),
    "plan-closed.v1": plan_closed(),
    "referral-ended.v1": referral_ended(),
    "referral-resumed.v1": events.ReferralResumed(**TURN),
    "referral-turn-forgotten.v1": events.ReferralTurnForgotten(**TURN),
}

PUBLISHED: Mapping[str, Mapping[str, Any] | None] = {
    "plan-agreed.v1": {
        **TOLD,
        "agreed_on": "2025-06-02",
        "together": False,
        "staff": 2,
        "referral_id": REFERRAL_ID,
        "review_by": "2025-06-30",
    },
    "plan-corrected.v1": {
        **TOLD,
        "agreed_on": "2025-06-01",
        "together": False,
        "staff": 1,
        "reason": "wrong-details",
        "review_by": "2025-06-29",
    },
    "plan-withdrawn.v1": {**TOLD, "reason": "entered-in-error"},
    "goal-set.v1": {**TOLD, "goal_id": GOAL_ID, "area": "housing", "set_on": "2025-06-04"},
    "goal-settled.v1": {**TOLD, "goal_id": GOAL_ID, "settled_on": "2025-06-20", "result": "partly-reached"},
    "action-agreed.v1": {
        **TOLD,
        "action_id": ACTION_ID,
        "goal_id": GOAL_ID,
        "agreed_on": "2025-06-05",
        "owner": "staff",
        "due_by": "2025-06-20",
    },
    "action-settled.v1": {**TOLD, "action_id": ACTION_ID, "settled_on": "2025-06-18", "result": "dropped"},
    "plan-reviewed.v1": {**TOLD, "reviewed_on": "2025-06-16", "review_by": "2025-06-27"},
    "plan-closed.v1": {**TOLD, "closed_on": "2025-06-25", "reason": "goals-met"},
    "referral-ended.v1": None,
    "referral-resumed.v1": None,
    "referral-turn-forgotten.v1": None,
}
"""Of each event exactly this; None stays private."""


@pytest.mark.parametrize("stem", sorted(EVENTS))
def test_a_sample_loads_as_what_it_was(stem: str) -> None:
    name = ".".join(stem.split(".")[:2])
    sample = (SAMPLES / f"{stem}.json").read_bytes()
    assert CODEC.decode(name, sample) == EVENTS[stem]
    written, data = CODEC.encode(EVENTS[stem])
    assert (written, orjson.loads(data).keys() >= orjson.loads(sample).keys()) == (name, True)


def test_every_stored_name_has_a_sample() -> None:
    assert {".".join(stem.split(".")[:2]) for stem in EVENTS} == set(EVENT_TYPES)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_exactly_this_becomes_public(name: str) -> None:
    stored = Stored(1, UUID(int=1), "s", 1, name, b"", {}, datetime(2025, 6, 30, tzinfo=UTC), UUID(int=2))
    message = PUBLISHING.to_message(Recorded(EVENTS[name], stored))
    expected = PUBLISHED[name]
    if expected is None:
        assert message is None
    else:
        assert message is not None
        assert (WIRE_NAMES[type(message)], message.model_dump(mode="json")) == (name, expected)


def test_every_event_is_asked() -> None:
    assert set(PUBLISHED) == set(EVENT_TYPES)
