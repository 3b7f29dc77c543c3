"""What a contract's terms may say about referrals, and the closed code lists that every contract shares."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

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


class TakenBy(StrEnum):
    """What takes a step of the process: a worker's own entry, or something that is recorded anyway."""

    HAND = "hand"
    REFERRER_CONTACT = "referrer-contact"
    TRIAGE = "triage"
    FIRST_CONTACT = "first-contact"
    CONTACT = "contact"
    """The first attended one-to-one contact with the step's purpose."""
    PLAN = "plan"
    """The first support plan that was written together with the person."""


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """A step of the contract's process, in the place where it stands in `steps`."""

    step: str
    by: TakenBy = TakenBy.HAND
    purpose: str | None = None
    """Purpose of the contact that takes it, where a contact does."""
    at_site: bool = False
    """Whether it is told at which site the step was taken."""
    same_day_as: str | None = None
    """An earlier step on whose day this one belongs."""


@dataclass(frozen=True, slots=True)
class SupportBeforeRelease:
    """Support may begin so many weeks before the release, and not earlier."""

    weeks: int
    rule: Literal["support-before-release"] = "support-before-release"

    def broken(self, released_on: date, received_on: date, accepted_on: date | None) -> bool:  # noqa: ARG002
        """Whether these days break the rule."""
        return accepted_on is not None and accepted_on < released_on - timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class ReferralAfterRelease:
    """A referral may come so many days after the release, and not later."""

    days: int
    rule: Literal["referral-after-release"] = "referral-after-release"

    def broken(self, released_on: date, received_on: date, accepted_on: date | None) -> bool:  # noqa: ARG002
        """Whether these days break the rule."""
        return received_on > released_on + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class SupportAfterRelease:
    """Support lasts so many months from the release; it is looked at after `checks_months` of them."""

    months: int
    checks_months: tuple[int, ...] = ()
    rule: Literal["support-after-release"] = "support-after-release"

    def broken(self, released_on: date, received_on: date, accepted_on: date | None) -> bool:  # noqa: ARG002
        """Whether support began when its time was over."""
        return accepted_on is not None and accepted_on > _months_after(released_on, self.months)


ReleaseRule = SupportBeforeRelease | ReferralAfterRelease | SupportAfterRelease
RELEASE_RULES = ("support-before-release", "referral-after-release", "support-after-release")
"""What these rules are called; whoever hears of one hears of a release."""

STEP_MISSING = "step-missing"
"""Rule that is broken by a step before which another should have been taken."""
STEP_ORDER = "step-order"
"""Rule that is broken by a step on a day before that of a step which belongs before it."""
SAME_DAY = "step-same-day"
"""Rule that is broken by a step on another day than that of the step to which it belongs."""
SUPPORT_LENGTH = "support-length"
"""Rule that is set aside when support is extended."""
SUPPORT_AFTER_RELEASE = "support-after-release"
"""The same where support is counted from a release."""
RECORDED_ELSEWHERE = "recorded-elsewhere"
"""Reason of a correction or withdrawal that follows from what another service recorded."""
FOUND_AFTERWARDS = "found-afterwards"
"""Reason of an exception that nobody granted: the days that break the rule were recorded elsewhere, or corrected."""

TRANSFER = "transfer"
"""Source and route of a referral by which another contract hands a person over; the terms need not name it."""
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
    support_checks_months: tuple[int, ...] = ()
    """Months from acceptance after which support is looked at, because its end comes near."""
    follow_up_days: int | None = None
    """Days from an attended contact within which the next is due; None where nothing is said."""
    contacts_before_acceptance: bool = True
    """Whether a contact before the day of acceptance can be the first one."""
    steps: tuple[ProcessStep, ...] = ()
    """The contract's process in its order, beside what every referral goes through."""
    sites: tuple[str, ...] = ()
    """Where steps are taken and people released from: custody suites, prisons, courts."""
    programmes: tuple[str, ...] = ()
    """Parts of the contract's work to which a referral may belong."""
    release_rules: tuple[ReleaseRule, ...] = ()
    """What holds before and after a release from custody; empty where releases are not recorded."""
    exception_reasons: tuple[str, ...] = ()
    """Why a rule may be set aside for one case."""
    correction_reasons: tuple[str, ...] = (ENTERED_IN_ERROR,)
    """Why something that was recorded may be corrected or withdrawn."""
    flag_reasons: tuple[str, ...] = ()
    """Why a flag may be raised or lifted."""
    transfers_to: tuple[str, ...] = ()
    """Contracts to which a person may be handed over, by their slugs."""

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

    def checks_on(self, accepted_on: date) -> tuple[date, ...]:
        """Days on which support that began with an acceptance is looked at."""
        return tuple(_months_after(accepted_on, months) for months in self.support_checks_months)

    def support_after_release(self, released_on: date) -> tuple[date | None, tuple[date, ...]]:
        """Day to which support lasts after a release, and the days on which it is looked at."""
        for rule in self.release_rules:
            if isinstance(rule, SupportAfterRelease):
                checks = tuple(_months_after(released_on, months) for months in rule.checks_months)
                return _months_after(released_on, rule.months), checks
        return None, ()

    def follow_up_by(self, contacted_on: date) -> date | None:
        """Day by which the next contact is due after one that was attended."""
        return None if self.follow_up_days is None else contacted_on + timedelta(days=self.follow_up_days)

    def process_step(self, step: str) -> ProcessStep | None:
        """The step of the process by its code."""
        return next((each for each in self.steps if each.step == step), None)

    def process_before(self, step: str) -> Sequence[ProcessStep]:
        """Steps of the process that stand before one."""
        codes = [each.step for each in self.steps]
        return self.steps[: codes.index(step)] if step in codes else ()

    def step_of_contact(self, purpose: str) -> str | None:
        """The step that a contact with this purpose takes."""
        return next((each.step for each in self.steps if each.by is TakenBy.CONTACT and each.purpose == purpose), None)

    def step_of_plan(self) -> str | None:
        """The step that a support plan takes."""
        return next((each.step for each in self.steps if each.by is TakenBy.PLAN), None)

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
    yield from _faults_of_support(terms)
    yield from _faults_of_steps(terms)


def _faults_of_support(terms: ReferralTerms) -> Iterator[str]:
    if terms.follow_up_days is not None and terms.follow_up_days < 1:
        yield f"follow_up_days: {terms.follow_up_days} is less than 1"
    for months in terms.support_checks_months:
        if terms.support_months is None or not 1 <= months <= terms.support_months:
            yield f"support_checks_months: {months} does not lie within support_months"
    for name, times in Counter(rule.rule for rule in terms.release_rules).items():
        if times > 1:
            yield f"release_rules: {name} stands {times} times"
    if ENTERED_IN_ERROR not in terms.correction_reasons:
        yield f"correction_reasons: lacks {ENTERED_IN_ERROR}"


def _faults_of_steps(terms: ReferralTerms) -> Iterator[str]:
    for name in ("sites", "programmes", "exception_reasons", "correction_reasons", "flag_reasons"):
        yield from _code_list(name, getattr(terms, name), may_be_empty=True)
    yield from _code_list("steps", tuple(each.step for each in terms.steps), may_be_empty=True)
    before: list[str] = []
    for each in terms.steps:
        if (each.purpose is not None) != (each.by is TakenBy.CONTACT):
            yield f"steps: {each.step} needs a purpose if a contact takes it, and only then"
        if each.at_site and not terms.sites:
            yield f"steps: {each.step} is taken at a site, and sites is empty"
        if each.same_day_as is not None and each.same_day_as not in before:
            yield f"steps: {each.step} belongs on the day of {each.same_day_as}, which does not stand before it"
        before.append(each.step)


_REASON_LISTS = ("decline_reasons", "withdrawal_reasons", "closure_reasons", "reopening_reasons")


def _code_list(name: str, codes: tuple[str, ...], *, may_be_empty: bool = False) -> Iterator[str]:
    if not codes and not may_be_empty:
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
