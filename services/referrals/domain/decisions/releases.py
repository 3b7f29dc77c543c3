"""The day of release from custody, and the rules of the terms that count from it."""

from datetime import date, timedelta
from uuid import UUID

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import FOUNDED_ON, Events, begin, one_of, require_current
from services.referrals.domain.state import Referral
from services.referrals.domain.terms import ReferralTerms

FURTHEST = timedelta(days=3660)
"""A release that is planned for a day further away than ten years is a slip of the keyboard."""

About = tuple[UUID, str]
Days = tuple[date, date, date | None]
"""Release, receipt, acceptance."""


def record_release(terms: ReferralTerms, command: commands.RecordRelease, state: Referral) -> Events:
    """Write the day of release down, planned or past, with the day to which support lasts then."""
    about = begin(command.on, command.today, state)
    assert state.received is not None
    if not terms.release_rules:
        raise Refused("no-releases-here", "the terms say nothing of releases from custody")
    _check_day(command)
    if command.site is not None:
        one_of("site", command.site, terms.sites)
    until, checks = terms.support_after_release(command.released_on)
    recorded = events.ReleaseRecorded(*about, command.released_on, command.planned, command.site, until, checks)
    if recorded == state.release:
        return []
    require_current("told of a release", state)
    days = (
        command.released_on,
        state.received.received_on,
        state.accepted.accepted_on if state.accepted else None,
    )
    return [recorded, *excepted_release(terms, about, command.on, days, command.exception, state)]


def excepted_release(
    terms: ReferralTerms, about: About, on: date, days: Days, exception: str | None, state: Referral
) -> Events:
    """The exceptions to rules that these days break; without a reason for them the first broken rule refuses.

    A rule that was set aside for this referral before is not asked again.
    """
    if exception is not None:
        one_of("exception", exception, terms.exception_reasons)
    broken = [rule.rule for rule in terms.release_rules if rule.broken(*days)]
    excepted = {each.rule for each in state.exceptions}
    missing = [rule for rule in broken if rule not in excepted]
    if not missing:
        return []
    if exception is None:
        raise Refused(missing[0], f"the rule {missing[0]} of the terms says no to these days")
    return [events.RuleExcepted(*about, on, rule, exception) for rule in missing]


def _check_day(command: commands.RecordRelease) -> None:
    day, today = command.released_on, command.today
    if not command.planned and day > today:
        detail = f"released_on {day} lies after today, {today}; a release to come is planned"
        raise Refused("in-the-future", detail, "released_on")
    if not FOUNDED_ON <= day <= today + FURTHEST:
        raise Refused("impossible-day", f"released_on {day} is no day of a release that matters here", "released_on")
