"""Referrals of the demonstration years, from receipt to closure, and the contacts with their people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from deploy.demo.cast import Cast, Casts
from deploy.demo.days import a_weekday, portions

ATTENDED, LATE = "5", "6"
MISSED = ("2", "3", "4", "3", "2")
"""MHSDS: cancelled by the person, did not attend, cancelled by the provider."""
TELEPHONE, TEXT, FACE_TO_FACE, VIDEO = "02", "09", "01", "11"
_DECLINED = 0.05
"""Share of referrals that are not accepted. Invented."""


@dataclass(frozen=True, slots=True)
class Case:
    """One referral. `number` counts those of a contract over both years; codes are chosen by it from the terms."""

    contract: str
    number: int
    person: int
    received_on: date
    accepted_on: date | None
    """None of one that was declined, on the day of its first contact."""
    first_contact_on: date
    first_channel: str
    closed_on: date | None

    def lasts_to(self, end: date) -> date:
        """The last day on which something happens in it, up to a day."""
        return min(self.closed_on or end, end)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, attended or not, of a case."""

    case: Case
    on: date
    channel: str
    attendance: str
    minutes: int | None
    first: bool = False


def cases(casts: Casts, seed: str) -> tuple[Case, ...]:
    """Every referral of both years, contract by contract."""
    found: list[Case] = []
    for contract in casts.later.referred:
        chance, numbers = Random(f"{seed}/cases/{contract}"), count()
        found += _of_earlier(casts.earlier, contract, casts.later.year.first_day, chance, numbers)
        found += _of_later(casts.later, contract, chance, numbers)
    return tuple(found)


def _of_earlier(of: Cast, contract: str, next_year: date, chance: Random, numbers: Iterator[int]) -> Iterator[Case]:
    """Those who stay are still supported when the year ends, and most are closed in the next one."""
    first, last = of.year.first_day, of.year.last_day
    for person in of.referred[contract]:
        stays = person in of.stays
        began = a_weekday(chance, first, last - timedelta(days=50))
        closed_on = (
            a_weekday(chance, next_year + timedelta(days=60), next_year + timedelta(days=330))
            if stays
            else a_weekday(chance, began + timedelta(days=30), last - timedelta(days=2))
        )
        yield _case(contract, next(numbers), person, began, closed_on, TELEPHONE, chance, accepted=True)


def _of_later(of: Cast, contract: str, chance: Random, numbers: Iterator[int]) -> Iterator[Case]:
    first, last = of.year.first_day, of.year.last_day
    for person in of.referred[contract]:
        began = a_weekday(chance, first, last - timedelta(days=45))
        stays = person in of.stays
        accepted = stays or chance.random() >= _DECLINED
        closed_on = None if stays else a_weekday(chance, began + timedelta(days=30), last)
        channel = chance.choice((TELEPHONE, TELEPHONE, FACE_TO_FACE))
        yield _case(contract, next(numbers), person, began, closed_on, channel, chance, accepted=accepted)


def _case(
    contract: str,
    number: int,
    person: int,
    began: date,
    closed_on: date | None,
    channel: str,
    chance: Random,
    *,
    accepted: bool,
) -> Case:
    accepted_on = began + timedelta(days=chance.randint(0, 5))
    first_contact_on = accepted_on + timedelta(days=chance.randint(0, 16))
    return Case(
        contract=contract,
        number=number,
        person=person,
        received_on=began,
        accepted_on=accepted_on if accepted else None,
        first_contact_on=first_contact_on,
        first_channel=channel if accepted else TELEPHONE,
        closed_on=closed_on if accepted else None,
    )


def contacts(of: Cast, all_cases: Mapping[str, tuple[Case, ...]], seed: str) -> Iterator[Contact]:
    """The contacts of a year: each referral's first, at least one with everyone who was carried over, and the rest.

    The number of attended ones by telephone or text, and by other ways, is exactly that of the year's sizes.
    """
    chance, year = Random(f"{seed}/contacts/{of.year.label}"), of.year
    living = [
        case
        for contract in all_cases
        for case in all_cases[contract]
        if case.received_on <= year.last_day and case.lasts_to(year.last_day) >= year.first_day
    ]
    firsts = [case for case in living if case.first_contact_on >= year.first_day]
    carried = [case for case in living if case.first_contact_on < year.first_day]
    for case in firsts:
        yield Contact(
            case, case.first_contact_on, case.first_channel, ATTENDED, chance.choice((30, 45, 60)), first=True
        )
    calls = sum(case.first_channel == TELEPHONE for case in firsts)
    others = len(firsts) - calls
    for case in carried:
        yield _one(case, of, TELEPHONE, chance)
    open_cases = [case for case in living if case.accepted_on is not None]
    ways = [(TELEPHONE, TEXT), (FACE_TO_FACE, FACE_TO_FACE, VIDEO, "05")]
    for channels, wanted in zip(
        ways, (year.calls_and_texts - calls - len(carried), year.other_contacts - others), strict=True
    ):
        assert wanted >= 0, "the sizes allow fewer contacts than there are referrals"
        shares = portions(wanted, len(open_cases), chance, spread=2)
        for case, share in zip(open_cases, shares, strict=True):
            for _ in range(share):
                yield _one(case, of, chance.choice(channels), chance)
    for _ in range(year.missed_contacts):
        case = chance.choice(open_cases)
        yield Contact(case, _day_in(case, of, chance), chance.choice(ways[1][:2]), chance.choice(MISSED), None)


def _one(case: Case, of: Cast, channel: str, chance: Random) -> Contact:
    minutes = {TEXT: 5, "05": 10}.get(channel) or chance.choice((15, 30, 45, 60))
    return Contact(case, _day_in(case, of, chance), channel, chance.choice((ATTENDED,) * 9 + (LATE,)), minutes)


def _day_in(case: Case, of: Cast, chance: Random) -> date:
    """A day of the year after the first contact and before the end of the case."""
    first = max(case.first_contact_on, of.year.first_day)
    return a_weekday(chance, first, max(first, case.lasts_to(of.year.last_day)))
