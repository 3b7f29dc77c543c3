"""What other services recorded about a referral's person: never refused for its content, kept as it stands there."""

from dataclasses import replace

from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import Events, check_day, known
from services.referrals.domain.state import Referral
from services.referrals.domain.terms import ReferralTerms


def note_contact(terms: ReferralTerms, command: commands.NoteContact, state: Referral) -> Events:
    """Keep a contact, or what was corrected of it. Whether it counts as the first one follows from all of them."""
    about = known(state)
    check_day("on", command.on, command.today)
    qualifies = command.attended and command.channel in terms.first_contact_channels
    noted = events.ContactNoted(
        *about,
        command.contact_id,
        command.on,
        command.channel,
        command.attended,
        qualifies,
        terms.step_of_contact(command.purpose) if command.attended else None,
        terms.follow_up_by(command.on) if qualifies else None,
    )
    return [] if noted in state.contacts else [noted]


def note_contact_withdrawn(command: commands.NoteContactWithdrawn, state: Referral) -> Events:
    """A contact should not have been recorded. One that was never noted here concerns nobody here."""
    return [
        replace(each, withdrawn=True)
        for each in state.contacts
        if each.contact_id == command.contact_id and not each.withdrawn
    ]


def note_plan(terms: ReferralTerms, command: commands.NotePlan, state: Referral) -> Events:
    """Keep a support plan, or what was corrected of it."""
    about = known(state)
    check_day("on", command.on, command.today)
    step = terms.step_of_plan() if command.together else None
    noted = events.PlanNoted(*about, command.plan_id, command.on, command.together, step)
    return [] if noted in state.plans else [noted]


def note_plan_withdrawn(command: commands.NotePlanWithdrawn, state: Referral) -> Events:
    """A plan should not have been recorded."""
    return [
        replace(each, withdrawn=True) for each in state.plans if each.plan_id == command.plan_id and not each.withdrawn
    ]
