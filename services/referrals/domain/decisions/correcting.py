"""Putting right what was recorded wrongly: the log keeps both, and the referral stands as what is right."""

from datetime import date
from typing import Any

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import Events, check_day, known, once, one_of
from services.referrals.domain.decisions.order import disorder
from services.referrals.domain.events import DAYS, ReferralEvent, kind_of
from services.referrals.domain.state import Referral, Standing, evolve
from services.referrals.domain.terms import ReferralTerms


def correct_step(terms: ReferralTerms, command: commands.CorrectStep, state: Referral) -> Events:
    """Let another day, channel or site stand for an event, where the referral's life allows it."""
    about = known(state)
    told = _told_here(_standing(command.version, state), "corrected")
    if type(told) not in DAYS:
        raise Refused("not-correctable", f"a {kind_of(told)} has no day to correct", "version")
    _check_part("channel", command.channel, told)
    _check_part("site", command.site, told)
    if _says(told, command):
        return []
    one_of("reason", command.reason, terms.correction_reasons)
    if command.channel is not None:
        one_of("channel", command.channel, terms.first_contact_channels)
    if command.site is not None:
        one_of("site", command.site, terms.sites)
    if not (isinstance(told, events.ReleaseRecorded) and told.planned):
        check_day("on", command.on, command.today)
    correction = events.StepCorrected(
        *about,
        kind_of(told),
        command.version,
        command.on,
        command.reason,
        channel=command.channel,
        step=told.step if isinstance(told, events.StepTaken) else None,
        site=command.site,
        **_due_days(terms, told, command.on),
    )
    _keep_order(terms, state, correction, "out-of-order", "on")
    return [correction]


def withdraw_step(terms: ReferralTerms, command: commands.WithdrawStep, state: Referral) -> Events:
    """Let the referral stand as if an event had not been recorded, where nothing that came later needs it."""
    about = known(state)
    for each in state.taken_back:
        if each.of_version == command.version:
            return once(each.reason == command.reason, "the withdrawal")
    told = _told_here(_standing(command.version, state), "withdrawn")
    extension = isinstance(told, events.RuleExcepted) and told.support_until is not None
    if isinstance(told, events.ReferralReceived) or not (type(told) in DAYS or extension):
        raise Refused("not-withdrawable", f"a {kind_of(told)} cannot be withdrawn by itself", "version")
    one_of("reason", command.reason, terms.correction_reasons)
    step = told.step if isinstance(told, events.StepTaken) else None
    withdrawal = events.StepWithdrawn(*about, kind_of(told), command.version, command.reason, step)
    _keep_order(terms, state, withdrawal, "later-steps-stand", "version")
    return [withdrawal]


def _standing(version: int, state: Referral) -> Standing:
    found = state.at(version)
    if found is None:
        raise Refused("unknown-step", f"version {version} of the referral is nothing that stands", "version")
    return found


def _told_here(standing: Standing, what: str) -> ReferralEvent:
    if standing.by_hand is None:
        detail = f"it follows from what another service recorded, where it is {what} instead"
        raise Refused("recorded-elsewhere", detail, "version")
    return standing.by_hand


def _check_part(name: str, value: str | None, told: ReferralEvent) -> None:
    if value is not None and not hasattr(told, name):
        raise Refused(f"no-{name}", f"a {kind_of(told)} has no {name}", name)


def _says(told: ReferralEvent, command: commands.CorrectStep) -> bool:
    return (
        getattr(told, DAYS[type(told)]) == command.on
        and (command.channel is None or getattr(told, "channel", None) == command.channel)
        and (command.site is None or getattr(told, "site", None) == command.site)
    )


def _due_days(terms: ReferralTerms, told: ReferralEvent, on: date) -> dict[str, Any]:
    """What was counted from the day that is corrected, counted again."""
    match told:
        case events.ReferralReceived():
            return {"first_contact_by": terms.first_contact_by(on)}
        case events.ReferralAccepted():
            return {"support_until": terms.support_until(on), "checks_on": terms.checks_on(on)}
        case events.ReleaseRecorded():
            until, checks = terms.support_after_release(on)
            return {"support_until": until, "checks_on": checks}
        case events.FirstContactMade():
            return {"follow_up_by": terms.follow_up_by(on)}
        case _:
            return {}


def _keep_order(terms: ReferralTerms, state: Referral, event: ReferralEvent, code: str, field: str) -> None:
    new = disorder(terms, evolve(state, event)) - disorder(terms, state)
    if new:
        raise Refused(code, "; ".join(sorted(new)), field)
