"""What many decisions ask alike: possible days, known codes, where the referral stands."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.errors import Refused
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.state import Referral, Status

FOUNDED_ON = date(2012, 1, 1)
"""The organisation began in 2012; an earlier day is a slip of the keyboard."""

Events = Sequence[ReferralEvent]


def known(state: Referral) -> tuple[UUID, str]:
    """Which referral of whom a command is about; a referral that was never received is refused."""
    if state.received is None:
        raise Refused("unknown-referral", "nothing can be done to a referral that has not been received")
    return state.received.referral_id, state.received.person_ref


def begin(on: date, today: date, state: Referral) -> tuple[UUID, str]:
    """Which referral of whom a command is about, once it is known and the day is possible."""
    about = known(state)
    check_day("on", on, today)
    assert state.received is not None
    not_before(on, state.received.received_on, "the referral was received")
    return about


def check_day(field: str, day: date, today: date) -> None:
    """Refuse what lies in the future or before the organisation began."""
    if day > today:
        raise Refused("in-the-future", f"{field} {day} lies after today, {today}", field)
    if day < FOUNDED_ON:
        raise Refused("too-early", f"{field} {day} lies before {FOUNDED_ON}, when the organisation began", field)


def not_before(on: date, earliest: date | None, what: str) -> None:
    """Refuse a day before that on which something happened, if it did."""
    if earliest is not None and on < earliest:
        raise Refused("too-early", f"on {on} lies before {earliest}, the day on which {what}", "on")


def one_of(field: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a word that the terms do not know."""
    if value not in allowed:
        detail = f"{field} must be one of {', '.join(allowed)}"
        raise Refused(f"unknown-{field.replace('_', '-')}", detail, field)


def require_current(what: str, state: Referral) -> None:
    """Refuse what only a referral can be that has not ended."""
    if not state.current:
        raise Refused("not-current", f"the referral is {state.status}; only a current one can be {what}")


def require_undecided(what: str, state: Referral) -> None:
    """Refuse what only a referral can be that is neither accepted nor ended."""
    if state.status is not Status.RECEIVED:
        raise Refused("already-decided", f"the referral is {state.status}; only an undecided one can be {what}")


def require_accepted(what: str, state: Referral) -> None:
    """Refuse what only an accepted referral can be."""
    if state.status is not Status.ACCEPTED:
        raise Refused("not-accepted", f"the referral is {state.status}; only an accepted one can be {what}")


def once(same: bool, what: str) -> Events:
    """Nothing follows from what was recorded with the same content; another content is refused."""
    if same:
        return []
    raise Refused("already-recorded", f"{what} was recorded before with another content")
