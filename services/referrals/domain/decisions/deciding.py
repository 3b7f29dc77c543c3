"""The decider of a referral: each command to its decision, and what follows of itself after it."""

from functools import partial, reduce
from typing import assert_never

from chassis.decider import Decider
from services.referrals.domain import commands
from services.referrals.domain.commands import ReferralCommand
from services.referrals.domain.decisions import correcting, course, noting, receiving, releases, steps
from services.referrals.domain.decisions.checks import Events
from services.referrals.domain.decisions.following import following
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.state import INITIAL, Referral, evolve, subject
from services.referrals.domain.terms import ReferralTerms

ReferralDecider = Decider[ReferralCommand, ReferralEvent, Referral]


def decider(terms: ReferralTerms) -> ReferralDecider:
    """The referral under a contract's terms."""
    return Decider(INITIAL, partial(decide, terms), evolve, subject)


def decide(terms: ReferralTerms, command: ReferralCommand, state: Referral) -> Events:
    """The events that a command causes, with those that follow from them; none if it has been carried out already."""
    asked = answer(terms, command, state)
    return [*asked, *following(terms, reduce(evolve, asked, state))] if asked else []


def answer(terms: ReferralTerms, command: ReferralCommand, state: Referral) -> Events:
    """The events that a command causes by itself."""
    match command:
        case commands.ReceiveReferral():
            return receiving.receive(terms, command, state)
        case commands.AmendReferral():
            return receiving.amend(command, state)
        case commands.WithdrawReferral():
            return receiving.withdraw(terms, command, state)
        case commands.RaiseFlag():
            return receiving.raise_flag(terms, command, state)
        case commands.LiftFlag():
            return receiving.lift_flag(terms, command, state)
        case commands.ContactReferrer():
            return course.contact_referrer(command, state)
        case commands.TriageReferral():
            return course.triage(terms, command, state)
        case commands.AcceptReferral():
            return course.accept(terms, command, state)
        case commands.DeclineReferral():
            return course.decline(terms, command, state)
        case commands.AllocateReferral():
            return course.allocate(command, state)
        case commands.MakeFirstContact():
            return course.make_first_contact(terms, command, state)
        case commands.CloseReferral():
            return course.close(terms, command, state)
        case commands.TransferReferral():
            return course.transfer(terms, command, state)
        case commands.ReopenReferral():
            return course.reopen(terms, command, state)
        case commands.ExtendSupport():
            return course.extend_support(terms, command, state)
        case commands.TakeStep():
            return steps.take_step(terms, command, state)
        case commands.RecordRelease():
            return releases.record_release(terms, command, state)
        case commands.NoteContact():
            return noting.note_contact(terms, command, state)
        case commands.NoteContactWithdrawn():
            return noting.note_contact_withdrawn(command, state)
        case commands.NotePlan():
            return noting.note_plan(terms, command, state)
        case commands.NotePlanWithdrawn():
            return noting.note_plan_withdrawn(command, state)
        case commands.CorrectStep():
            return correcting.correct_step(terms, command, state)
        case commands.WithdrawStep():
            return correcting.withdraw_step(terms, command, state)
        case _:
            assert_never(command)
