"""The decider of plans: each command to its decision, under the terms of a contract."""

from functools import partial
from typing import assert_never

from chassis.decider import Decider
from services.outcomes.domain.plan import commands
from services.outcomes.domain.plan.commands import PlanCommand
from services.outcomes.domain.plan.decisions import agreeing, course, following, goals
from services.outcomes.domain.plan.decisions.checks import Events
from services.outcomes.domain.plan.events import PlanEvent
from services.outcomes.domain.plan.state import INITIAL, Plans, evolve, subject
from services.outcomes.domain.terms import OutcomesTerms


def decider(terms: OutcomesTerms) -> Decider[PlanCommand, PlanEvent, Plans]:
    """How plans are decided under these terms."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: OutcomesTerms, command: PlanCommand, state: Plans) -> Events:
    """The events that a command causes, none if it has been carried out already; raises `Refused`."""
    match command:
        case commands.AgreePlan():
            return agreeing.agree(terms, command, state)
        case commands.CorrectPlan():
            return agreeing.correct(terms, command, state)
        case commands.WithdrawPlan():
            return agreeing.withdraw(terms, command, state)
        case commands.SetGoal():
            return goals.set_goal(terms, command, state)
        case commands.AgreeAction():
            return goals.agree_action(command, state)
        case commands.SettleGoal():
            return goals.settle_goal(command, state)
        case commands.SettleAction():
            return goals.settle_action(command, state)
        case commands.ReviewPlan():
            return course.review(terms, command, state)
        case commands.ClosePlan():
            return course.close(terms, command, state)
        case commands.CloseForReferral():
            return following.close_for_referral(command, state)
        case commands.ReopenForReferral():
            return following.reopen_for_referral(command, state)
        case commands.CorrectEndOfReferral():
            return following.correct_end(command, state)
        case commands.ForgetTurnOfReferral():
            return following.forget_turn(command, state)
        case _:
            assert_never(command)
