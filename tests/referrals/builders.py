"""Terms, events and commands of an invented contract, for tests of the referral."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.referrals.domain import commands, events
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.profile import events as profile
from services.referrals.domain.profile.terms import Purpose
from services.referrals.domain.terms import BarsTerms, Coding, Flag, NhsNumberPolicy, ReferralTerms, Urgency
from tests import sentences

REFERRAL = UUID("6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0001")
WORKER = UUID("6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0002")
OTHER_WORKER = UUID("6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0003")
CONVERSATION = UUID("6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0004")
PERSON = "0123456789abcdef0123456789abcdef"
TODAY = date(2025, 6, 30)

TERMS = ReferralTerms(
    sources=("self", "gp"),
    routes=("telephone", "bars"),
    steps_before_acceptance=(),
    risk_levels=("low", "high"),
    first_contact_channels=("01", "02", "04", "11"),
    days_to_first_contact=14,
    decline_reasons=("outside-area", "under-minimum-age"),
    withdrawal_reasons=("no-longer-needed", "entered-in-error"),
    closure_reasons=("goals-met", "moved-away"),
    reopening_reasons=("needs-changed",),
    nhs_number_policy=NhsNumberPolicy.QUARANTINE,
    bars=BarsTerms(
        source="gp",
        service_ids=(Coding("https://example.invalid/service", "1"),),
        use_cases=(Coding("https://example.invalid/use-case", "peer-support"),),
        definitions=("https://example.invalid/MessageDefinition/referral",),
        versions=("1.1.0",),
    ),
)
"""Terms without steps, minimum age or length of support; a test changes what it is about."""


def given(*history: events.ReferralEvent, **changed_terms: Any) -> sentences.Given[Any, Any, Any]:
    """A referral with this history, under terms changed as named."""
    return sentences.given(decider(replace(TERMS, **changed_terms)), *history)


def receive(**changes: Any) -> commands.ReceiveReferral:
    """The receipt of 2 June, changed as named."""
    asked = commands.ReceiveReferral(
        referral_id=REFERRAL,
        person_ref=PERSON,
        received_on=date(2025, 6, 2),
        source="gp",
        route="telephone",
        urgency=Urgency.URGENT,
        flags=(Flag.SAFEGUARDING,),
        referrer_organisation="RW5",
        conversation_id=CONVERSATION,
        today=TODAY,
    )
    return replace(asked, **changes)


RECEIVED = events.ReferralReceived(
    referral_id=REFERRAL,
    person_ref=PERSON,
    received_on=date(2025, 6, 2),
    source="gp",
    route="telephone",
    urgency=Urgency.URGENT,
    first_contact_by=date(2025, 6, 16),
    flags=(Flag.SAFEGUARDING,),
    referrer_organisation="RW5",
    conversation_id=CONVERSATION,
)
REFERRER_CONTACTED = events.ReferrerContacted(REFERRAL, PERSON, date(2025, 6, 3))
TRIAGED = events.ReferralTriaged(REFERRAL, PERSON, date(2025, 6, 4), "low")
ACCEPTED = events.ReferralAccepted(REFERRAL, PERSON, date(2025, 6, 5))
DECLINED = events.ReferralDeclined(REFERRAL, PERSON, date(2025, 6, 5), "outside-area")
WITHDRAWN = events.ReferralWithdrawn(REFERRAL, PERSON, date(2025, 6, 6), "no-longer-needed")
ALLOCATED = events.ReferralAllocated(REFERRAL, PERSON, date(2025, 6, 6), WORKER)
FIRST_CONTACT = events.FirstContactMade(REFERRAL, PERSON, date(2025, 6, 9), "01")
CLOSED = events.ReferralClosed(REFERRAL, PERSON, date(2025, 6, 20), "goals-met")
TRANSFERRED = events.ReferralTransferred(REFERRAL, PERSON, date(2025, 6, 20), "another")
REOPENED = events.ReferralReopened(REFERRAL, PERSON, date(2025, 6, 25), "needs-changed")
AMENDED = events.ReferralAmended(REFERRAL, PERSON, date(2025, 6, 4), Urgency.EMERGENCY, (Flag.SAFEGUARDING,))

NOTE = UUID("6d1cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0005")
STEP_TAKEN = events.StepTaken(REFERRAL, PERSON, date(2025, 6, 7), "screened", "suite-1")
CONTACT_NOTED = events.ContactNoted(
    REFERRAL, PERSON, NOTE, date(2025, 6, 9), "01", attended=True, qualifies=True, follow_up_by=date(2025, 7, 7)
)
PLAN_NOTED = events.PlanNoted(REFERRAL, PERSON, NOTE, date(2025, 6, 12), together=True, step="plan-together")
STEP_CORRECTED = events.StepCorrected(
    REFERRAL, PERSON, "first-contact-made", 5, date(2025, 6, 8), "entered-in-error", channel="02"
)
STEP_WITHDRAWN = events.StepWithdrawn(REFERRAL, PERSON, "step-taken", 6, "entered-in-error", "screened")
FLAG_RAISED = events.FlagRaised(REFERRAL, PERSON, date(2025, 6, 4), Flag.CALL_WARNING, "told")
FLAG_LIFTED = events.FlagLifted(REFERRAL, PERSON, date(2025, 6, 5), Flag.CALL_WARNING, "resolved")
RELEASED = events.ReleaseRecorded(
    REFERRAL, PERSON, date(2025, 6, 9), planned=False, site="prison-1", support_until=date(2025, 12, 9)
)
EXCEPTED = events.RuleExcepted(REFERRAL, PERSON, date(2025, 6, 7), "step-missing", "urgent-need", "screened")

REGISTERED = profile.PersonRegistered(PERSON, date(2025, 6, 2))
DESCRIBED = profile.CharacteristicRecorded(PERSON, "gender", "not-stated", date(2025, 6, 2))
CONSENTED = profile.ConsentGiven(PERSON, Purpose.RESEARCH, date(2025, 6, 2))
CONSENT_GONE = profile.ConsentWithdrawn(PERSON, Purpose.RESEARCH, date(2025, 6, 9))


def june(day: int) -> date:
    """A day of June 2025; today is the 30th."""
    return date(2025, 6, day)
