"""What follows for plans from the ends and reopenings of their referral.

Nothing is refused here: nobody is there to be told. A plan that went on longer than its referral ends on its own last
day, and one that ended with the referral stays ended when that is reopened: a new one is agreed.
"""

from dataclasses import replace

from services.outcomes.domain.plan import commands, events
from services.outcomes.domain.plan.decisions.checks import Events
from services.outcomes.domain.plan.state import Plans, evolve

Turned = events.ReferralEnded | events.ReferralResumed | events.ReferralTurnForgotten


def close_for_referral(command: commands.CloseForReferral, state: Plans) -> Events:
    """Record the referral's end, and end the plan that is open with it."""
    ended = events.ReferralEnded(
        referral_id=command.referral_id,
        person_ref=command.person_ref,
        turn=command.turn,
        ended_on=command.on,
        because=command.because,
    )
    return [] if state.turn(command.turn) == ended else _turned(ended, state)


def reopen_for_referral(command: commands.ReopenForReferral, state: Plans) -> Events:
    """Let plans be agreed again."""
    resumed = events.ReferralResumed(referral_id=command.referral_id, person_ref=command.person_ref, turn=command.turn)
    return [] if state.turn(command.turn) == resumed else _turned(resumed, state)


def correct_end(command: commands.CorrectEndOfReferral, state: Plans) -> Events:
    """Let another day stand for plans that are entered from now on; one that ended with the referral keeps its own."""
    turn = state.turn(command.turn)
    if not isinstance(turn, events.ReferralEnded) or turn.ended_on == command.on:
        return []
    return _turned(replace(turn, ended_on=command.on), state)


def forget_turn(command: commands.ForgetTurnOfReferral, state: Plans) -> Events:
    """Go on as if the referral had not turned there: without its reopening it is ended as before."""
    turn = state.turn(command.turn)
    if turn is None:
        return []
    forgotten = events.ReferralTurnForgotten(referral_id=turn.referral_id, person_ref=turn.person_ref, turn=turn.turn)
    return _turned(forgotten, state)


def _turned(event: Turned, state: Plans) -> Events:
    """The turn, and the end of the plan that is open where the referral now stands ended."""
    ended, plan = evolve(state, event).ended, state.open
    if ended is None or plan is None:
        return [event]
    closed = events.PlanClosed(
        plan_id=plan.plan_id,
        person_ref=plan.told.person_ref,
        closed_on=max(ended.ended_on, plan.last_on),
        reason=ended.because,
    )
    return [event, closed]
