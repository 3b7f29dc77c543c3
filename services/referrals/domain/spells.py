"""Referral spells: which referrals of a person to the contract belong together.

Overlapping referrals are one spell; a new one begins only after all of them have ended (the rule of the MHSDS
monthly statistics). A measure may also join a referral that begins within a few days of the end before it: the adult
community mental health wait does so within five.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.referrals.domain.events import (
    ReferralClosed,
    ReferralDeclined,
    ReferralEvent,
    ReferralReceived,
    ReferralReopened,
    ReferralTransferred,
    ReferralWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a referral was open, both days included; `ended_on` is None while it is."""

    referral_id: UUID
    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Referrals that belong together; `days_open` is how long any of them was, up to a day that was asked for."""

    referral_ids: tuple[UUID, ...]
    began_on: date
    ended_on: date | None
    days_open: int
    re_referral: bool
    """Whether the person had an earlier spell."""
    days_since_last: int | None
    """Days from the end of the spell before it."""


def stretches(events: Iterable[ReferralEvent]) -> tuple[Stretch, ...]:
    """The times in which one referral was open, from the events of it that stand."""
    found: list[Stretch] = []
    for event in events:
        match event:
            case ReferralReceived():
                found.append(Stretch(event.referral_id, event.received_on))
            case ReferralReopened():
                found.append(Stretch(event.referral_id, event.reopened_on))
            case ReferralDeclined():
                found[-1] = replace(found[-1], ended_on=event.declined_on)
            case ReferralWithdrawn():
                found[-1] = replace(found[-1], ended_on=event.withdrawn_on)
            case ReferralClosed():
                found[-1] = replace(found[-1], ended_on=event.closed_on)
            case ReferralTransferred():
                found[-1] = replace(found[-1], ended_on=event.transferred_on)
            case _:
                pass
    return tuple(found)


def spells(of: Iterable[Stretch], today: date, gap_days: int = 0) -> tuple[Spell, ...]:
    """The spells that these stretches make, in their order; closings and re-openings of one referral stay together.

    `gap_days` joins what begins up to so many days after everything before it had ended; 0 joins overlaps alone.
    """
    found: list[list[Stretch]] = []
    for stretch in sorted(of, key=lambda each: (each.began_on, str(each.referral_id))):
        joined = found and (_reaches(found[-1], stretch.began_on, gap_days) or _of_the_same(found[-1], stretch))
        if joined:
            found[-1].append(stretch)
        else:
            found.append([stretch])
    made: list[Spell] = []
    for group in found:
        made.append(_spell(group, made[-1].ended_on if made else None, today))
    return tuple(made)


def _reaches(group: Sequence[Stretch], began_on: date, gap_days: int) -> bool:
    ended_on = _ended_on(group)
    return ended_on is None or began_on <= ended_on + timedelta(days=gap_days)


def _of_the_same(group: Sequence[Stretch], stretch: Stretch) -> bool:
    return any(each.referral_id == stretch.referral_id for each in group)


def _ended_on(group: Sequence[Stretch]) -> date | None:
    ends = [each.ended_on for each in group]
    return None if None in ends else max(end for end in ends if end is not None)


def _spell(group: Sequence[Stretch], last: date | None, today: date) -> Spell:
    began_on = group[0].began_on
    return Spell(
        referral_ids=tuple(dict.fromkeys(each.referral_id for each in group)),
        began_on=began_on,
        ended_on=_ended_on(group),
        days_open=_days_open(group, today),
        re_referral=last is not None,
        days_since_last=(began_on - last).days if last is not None else None,
    )


def _days_open(group: Sequence[Stretch], today: date) -> int:
    """Close minus open of each stretch, time in which two overlap counted once: 1 to 10 May is 9 days."""
    total, covered = 0, date.min
    for each in group:
        end = each.ended_on or today
        start = max(each.began_on, covered)
        total += max(0, (end - start).days)
        covered = max(covered, end)
    return total
