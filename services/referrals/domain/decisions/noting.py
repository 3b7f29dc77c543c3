"""What other services recorded about a referral's person: kept as it stands there, unless it is of somebody else."""

from dataclasses import replace

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import Events, check_day, known
from services.referrals.domain.state import Referral
from services.referrals.domain.terms import ReferralTerms


def note_contact(terms: ReferralTerms, command: commands.NoteContact, state: Referral) -> Events:
    """Keep a contact, or what was corrected of it. Whether it counts as the first one follows from all of them."""
    about = known(state)
    _same_person(command, about[1], "contact")
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
    _same_person(command, about[1], "plan")
    check_day("on", command.on, command.today)
    step = terms.step_of_plan() if command.together else None
    noted = events.PlanNoted(*about, command.plan_id, command.on, command.together, step)
    return [] if noted in state.plans else [noted]


def note_plan_withdrawn(command: commands.NotePlanWithdrawn, state: Referral) -> Events:
    """A plan should not have been recorded."""
    return [
        replace(each, withdrawn=True) for each in state.plans if each.plan_id == command.plan_id and not each.withdrawn
    ]


def _same_person(command: commands.NoteContact | commands.NotePlan, person_ref: str, what: str) -> None:
    """Refuse what was done with somebody else: the id of a referral was mistaken, and must not count for it."""
    if person_ref not in (command.person_ref, *command.same_as):
        raise Refused("another-person", f"the {what} is with another person than the referral is about", "referral_id")
