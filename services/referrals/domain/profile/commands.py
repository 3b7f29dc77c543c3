"""What may be asked of a person's profile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.referrals.domain.profile.terms import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    """Take somebody down without a referral, such as one who drops in."""

    person_ref: str
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePerson:
    """Record what the person said of themself: answers by characteristic; what is not named stays as it was."""

    person_ref: str
    answers: Mapping[str, str]
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent:
    """The person agrees to a use of what is recorded about them."""

    person_ref: str
    purpose: Purpose
    on: date
    today: date = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent:
    """The person agrees no longer."""

    person_ref: str
    purpose: Purpose
    on: date
    today: date = field(compare=False)


ProfileCommand = RegisterPerson | DescribePerson | GiveConsent | WithdrawConsent
