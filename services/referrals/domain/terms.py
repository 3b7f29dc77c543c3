"""What a contract's terms may say about referrals, and the closed code lists that every contract shares."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""How a coded word is spelt: it can be read aloud, put in a file name, and holds no sentence."""

PERSON_REF = re.compile(r"[0-9a-f]{32}")
"""Keyed hash of a person's identity: 32 hexadecimal digits."""
ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")
"""Organisation of the NHS. Eight characters at most, so that an NHS number in the wrong field cannot pass."""

CHANNELS = ("01", "02", "04", "05", "09", "10", "11", "12", "13", "98")
"""MHSDS consultation mechanisms: 01 face to face, 02 telephone, 04 talk type, 05 e-mail, 09 text, 10 instant message,
11 video, 12 message board, 13 chat room, 98 other."""


class Urgency(StrEnum):
    """How soon the person should be seen, in the words of MHSDS clinical response priority."""

    ROUTINE = "routine"
    URGENT = "urgent"
    VERY_URGENT = "very-urgent"
    EMERGENCY = "emergency"


class Flag(StrEnum):
    """What a worker must know before the first contact: the BaRS flag categories.

    Only the category is an event's business. What lies behind it (which concern, which adjustment) is health data and
    stays with the erasable record of the person.
    """

    SAFEGUARDING = "safeguarding"
    SCENE_SAFETY = "scene-safety"
    REJECTED_SERVICES = "rejected-services"
    REASONABLE_ADJUSTMENT = "reasonable-adjustment"
    INFECTION_RISK = "infection-risk"
    REPEAT_CALLER = "repeat-caller"
    RESPECT = "respect"
    AGENCY_CONTACTED = "agency-contacted"
    ADDITIONAL_INFORMATION = "additional-information"
    CALL_WARNING = "call-warning"


class Step(StrEnum):
    """A step that a contract may require before it accepts a referral."""

    REFERRER_CONTACTED = "referrer-contacted"
    TRIAGED = "triaged"


class NhsNumberPolicy(StrEnum):
    """What becomes of a message whose NHS number fails its check."""

    QUARANTINE = "quarantine"
    FLAG = "flag"
    ACCEPT = "accept"


UNDER_MINIMUM_AGE = "under-minimum-age"
"""Reason for which a referral of someone too young is declined at receipt."""
NO_LONGER_NEEDED = "no-longer-needed"
"""Reason of a withdrawal that was meant: a FHIR request with status `revoked`."""
ENTERED_IN_ERROR = "entered-in-error"
"""Reason of a withdrawal of what never should have been sent: the FHIR status of that name."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code or identifier of a named system, compared without regard to the system's scheme and case."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class BarsTerms:
    """How a contract receives messages of the NHS Booking and Referral Standard."""

    source: str
    """Source that a referral by this route has, one of the contract's sources."""
    service_ids: tuple[Coding, ...]
    """Identifiers of the contract's service; a message for another destination is refused."""
    use_cases: tuple[Coding, ...]
    """Use cases offered."""
    definitions: tuple[str, ...]
    """Message definitions offered, as canonical addresses."""
    versions: tuple[str, ...]
    """Versions of the standard (Bundle.meta.versionId) that can be read."""


@dataclass(frozen=True, slots=True)
class ReferralTerms:
    """The section `[referrals]` of a contract's terms."""

    sources: tuple[str, ...]
    """Who may refer."""
    routes: tuple[str, ...]
    """By what way a referral may come."""
    steps_before_acceptance: tuple[Step, ...]
    """Steps to take before a referral can be accepted, in this order; may be empty."""
    risk_levels: tuple[str, ...]
    """Outcomes of a triage, from lowest to highest."""
    first_contact_channels: tuple[str, ...]
    """Channels by which a contact counts as the first one and stops the waiting clock."""
    days_to_first_contact: int
    """Calendar days from receipt within which the first contact is due."""
    decline_reasons: tuple[str, ...]
    withdrawal_reasons: tuple[str, ...]
    closure_reasons: tuple[str, ...]
    reopening_reasons: tuple[str, ...]
    nhs_number_policy: NhsNumberPolicy
    bars: BarsTerms
    minimum_age: int | None = None
    """Age in full years on the day of receipt below which a referral is declined; None where there is no limit."""
    support_months: int | None = None
    """Months of support from acceptance; None where the length is open."""

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))

    def first_contact_by(self, received_on: date) -> date:
        """Day by which the person is to be met."""
        return received_on + timedelta(days=self.days_to_first_contact)

    def support_until(self, accepted_on: date) -> date | None:
        """Day to which support lasts, None where its length is open."""
        return None if self.support_months is None else _months_after(accepted_on, self.support_months)

    def too_young(self, age: int | None) -> bool:
        """Whether someone of this age is to be declined; an unknown age is for a person to judge."""
        return self.minimum_age is not None and age is not None and age < self.minimum_age

    def steps_before(self, step: Step) -> Sequence[Step]:
        """Required steps that come before a step; none if the step is not itself required."""
        steps = self.steps_before_acceptance
        return steps[: steps.index(step)] if step in steps else ()


def _faults(terms: ReferralTerms) -> Iterator[str]:
    for name in ("sources", "routes", "risk_levels", *_REASON_LISTS):
        yield from _code_list(name, getattr(terms, name))
    if terms.days_to_first_contact < 0:
        yield f"days_to_first_contact: {terms.days_to_first_contact} is less than 0"
    if terms.minimum_age is not None and not 0 < terms.minimum_age < 130:
        yield f"minimum_age: {terms.minimum_age} is not an age from 1 to 129"
    if terms.support_months is not None and terms.support_months < 1:
        yield f"support_months: {terms.support_months} is less than 1"
    if not terms.first_contact_channels:
        yield "first_contact_channels: is empty"
    for channel in terms.first_contact_channels:
        if channel not in CHANNELS:
            yield f"first_contact_channels: {channel} is not an MHSDS consultation mechanism ({', '.join(CHANNELS)})"
    for step, times in Counter(terms.steps_before_acceptance).items():
        if times > 1:
            yield f"steps_before_acceptance: {step} stands {times} times"
    if terms.minimum_age is not None and UNDER_MINIMUM_AGE not in terms.decline_reasons:
        yield f"decline_reasons: lacks {UNDER_MINIMUM_AGE}, which a minimum age needs"
    for reason in (NO_LONGER_NEEDED, ENTERED_IN_ERROR):
        if reason not in terms.withdrawal_reasons:
            yield f"withdrawal_reasons: lacks {reason}, which a sender's cancellation needs"
    if terms.bars.source not in terms.sources:
        yield f"bars.source: {terms.bars.source} is not one of the sources"


_REASON_LISTS = ("decline_reasons", "withdrawal_reasons", "closure_reasons", "reopening_reasons")


def _code_list(name: str, codes: tuple[str, ...]) -> Iterator[str]:
    if not codes:
        yield f"{name}: is empty"
    for code, times in Counter(codes).items():
        if not CODE.fullmatch(code):
            yield f"{name}: {code!r} is not a coded word (small letters, digits and hyphens, 64 at most)"
        if times > 1:
            yield f"{name}: {code} stands {times} times"


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
