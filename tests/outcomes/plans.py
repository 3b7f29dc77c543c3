"""Terms, plans and their events of an invented contract, for tests of support plans."""

from datetime import date
from typing import Any
from uuid import UUID

from services.outcomes.domain.plan import commands, events
from services.outcomes.domain.plan.decisions.deciding import decider
from services.outcomes.domain.plan.terms import Ending, Owner
from services.outcomes.domain.terms import OutcomesTerms
from tests import sentences

PLAN = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001")
OTHER_PLAN = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0002")
REFERRAL = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003")
GOAL = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004")
OTHER_GOAL = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0005")
ACTION = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0006")
WORKER = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0007")
OTHER_WORKER = UUID("5b2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0008")
PERSON = "0123456789abcdef0123456789abcdef"
OTHER_PERSON = "fedcba9876543210fedcba9876543210"
TODAY = date(2025, 6, 30)


def june(day: int) -> date:
    """A day of June 2025; today is the 30th."""
    return date(2025, 6, day)


def terms(**changes: Any) -> OutcomesTerms:
    """Terms by which a plan is reviewed after four weeks."""
    told: dict[str, Any] = {
        "goal_areas": ("housing", "work"),
        "plan_close_reasons": ("goals-met", "moved-away"),
        "correction_reasons": ("entered-in-error", "wrong-details"),
        "days_to_review": 28,
        "plan_exception_reasons": ("in-hospital",),
        "programmes": ("peer-support",),
        "instruments": (),
        "hard_outcomes": {},
        "evidence": (),
        "soft_outcome_areas": {},
        "soft_outcome_sources": (),
        "ways_version": 1,
        "courses": {},
    }
    return OutcomesTerms(**told | changes)


def given(*history: events.PlanEvent, **changed_terms: Any) -> sentences.Given[Any, Any, Any]:
    """Plans to which these events have happened, under the terms."""
    return sentences.given(decider(terms(**changed_terms)), *history)


ABOUT: dict[str, Any] = {"plan_id": PLAN, "person_ref": PERSON}


def plan_agreed(**changes: Any) -> events.PlanAgreed:
    """Agreed on 2 June, to be reviewed on the 30th."""
    told: dict[str, Any] = {
        "agreed_on": june(2),
        "together": True,
        "workers": (WORKER,),
        "referral_id": REFERRAL,
        "review_by": june(30),
    }
    return events.PlanAgreed(**ABOUT | told | changes)


def goal_set(**changes: Any) -> events.GoalSet:
    """A goal set on 4 June."""
    return events.GoalSet(**ABOUT | {"goal_id": GOAL, "area": "housing", "set_on": june(4)} | changes)


def action_agreed(**changes: Any) -> events.ActionAgreed:
    """An action agreed on 5 June, due on the 20th."""
    told = {"action_id": ACTION, "goal_id": GOAL, "agreed_on": june(5), "owner": Owner.STAFF, "due_by": june(20)}
    return events.ActionAgreed(**ABOUT | told | changes)


def plan_closed(**changes: Any) -> events.PlanClosed:
    """Closed on 25 June."""
    return events.PlanClosed(**ABOUT | {"closed_on": june(25), "reason": "goals-met"} | changes)


def referral_ended(**changes: Any) -> events.ReferralEnded:
    """Closed on 25 June, by the seventh event of the referral."""
    told = {"turn": 7, "ended_on": june(25), "because": Ending.CLOSED}
    return events.ReferralEnded(**{"referral_id": REFERRAL, "person_ref": PERSON} | told | changes)


def agree(**changes: Any) -> commands.AgreePlan:
    """The command of `plan_agreed`."""
    told: dict[str, Any] = {
        "on": june(2),
        "together": True,
        "workers": (WORKER,),
        "referral_id": REFERRAL,
        "today": TODAY,
    }
    return commands.AgreePlan(**ABOUT | told | changes)


def close_for_referral(**changes: Any) -> commands.CloseForReferral:
    """The command of `referral_ended`."""
    told = {"turn": 7, "on": june(25), "because": Ending.CLOSED}
    return commands.CloseForReferral(**{"referral_id": REFERRAL, "person_ref": PERSON} | told | changes)
