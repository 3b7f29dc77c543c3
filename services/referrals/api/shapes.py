"""What goes in and out of the API. Personal details go in with a referral and come out of the register alone."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from chassis.http.requests import Day, Input
from services.referrals.domain.events import FlagRaised
from services.referrals.domain.state import Referral
from services.referrals.domain.terms import Flag, Urgency
from services.referrals.people.details import MOST_TEXT, Sex
from services.referrals.views.referrals import Row, row_of

_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT, pattern=_PRINTABLE)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=_PRINTABLE)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
PersonRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class ContactPointGiven(Input):
    """A way to reach the person."""

    system: Annotated[str, StringConstraints(pattern=r"^(phone|email|sms|other)$")]
    value: Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT, pattern=_PRINTABLE)]
    use: Annotated[str, StringConstraints(pattern=r"^(home|work|mobile|temp|old)?$")] = ""


class AddressGiven(Input):
    """Where the person lives."""

    lines: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    town: Name = ""
    district: Name = ""
    postcode: Name = ""


class PersonGiven(Input):
    """The person of a referral, as far as they are known."""

    nhs_number: Annotated[str, StringConstraints(max_length=20)] | None = None
    family_name: Name = ""
    given_names: Annotated[tuple[Name, ...], Field(max_length=6)] = ()
    title: Name = ""
    born_on: Day | None = None
    sex: Sex = Sex.UNKNOWN
    contact_points: Annotated[tuple[ContactPointGiven, ...], Field(max_length=10)] = ()
    address: AddressGiven | None = None


class ReferralGiven(Input):
    """A referral as a team, a referrer or the person themself sends it."""

    person: Annotated[
        PersonGiven, Field(examples=[{"given_names": ["Ash"], "family_name": "Example", "born_on": "1961-02-03"}])
    ]
    source: Annotated[Code, Field(examples=["self"])]
    route: Annotated[Code, Field(examples=["telephone"])]
    received_on: Day | None = None
    """Day of receipt; today if it is left out."""
    urgency: Urgency = Urgency.ROUTINE
    flags: Annotated[tuple[Flag, ...], Field(max_length=len(Flag))] = ()
    needs: Words = ""
    """What is needed, in words: kept beside the person, never in an event."""
    referrer_organisation: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{3,8}$")] | None = None
    """ODS code; a referrer's own organisation is taken from the token."""
    programme: Annotated[Code | None, Field(examples=[None])] = None
    """Part of the contract's work to which the referral belongs, where the terms name parts."""


class ReferralShown(BaseModel):
    """A referral as it stands: codes, days and references."""

    referral_id: UUID
    person_ref: str
    status: str
    received_on: date
    source: str
    route: str
    urgency: str
    flags: list[str]
    first_contact_by: date
    referrer_organisation: str | None
    risk_level: str | None
    worker_id: UUID | None
    decided_on: date | None
    support_until: date | None
    first_contact_on: date | None
    ended_on: date | None
    reason: str | None
    programme: str | None
    last_contact_on: date | None
    """Day of the latest attended contact, by any channel."""
    follow_up_by: date | None
    checks_on: list[date]
    """Days on which support is looked at, because its end comes near."""


class Moment(BaseModel):
    """Something that happened to a referral, in coded words."""

    version: int
    event: str
    recorded_at: datetime
    facts: dict[str, Any]
    withdrawn: Annotated[bool, Field(description="Whether it was taken back later.")] = False


class StepShown(BaseModel):
    """A step of the contract's process, in its order; `on` is None while it is not taken."""

    step: str
    on: date | None
    site: str | None = None


class FlagShown(BaseModel):
    """A flag that was raised or lifted by itself, with its reason."""

    flag: str
    on: date
    raised: bool
    reason: str


class ReferralInFull(ReferralShown):
    """A referral with everything that happened to it."""

    version: int
    timeline: list[Moment]
    steps: list[StepShown]
    flagged: list[FlagShown]


class ReferralsShown(BaseModel):
    """A page of referrals."""

    total: int
    referrals: list[ReferralShown]


class ReferrersView(BaseModel):
    """What a referrer learns of their own referral: that it arrived, and what became of it."""

    referral_id: UUID
    status: str
    received_on: date
    decided_on: date | None
    first_contact_on: date | None
    ended_on: date | None
    reason: str | None


class ReferrersPage(BaseModel):
    """A page of a referrer's own referrals."""

    total: int
    referrals: list[ReferrersView]


def referrers_view(row: Row) -> ReferrersView:
    """What a referrer may know."""
    return ReferrersView.model_validate(row, from_attributes=True)


def shown(row: Row) -> ReferralShown:
    """A row of the list."""
    return ReferralShown.model_validate(row, from_attributes=True)


def shown_state(state: Referral) -> ReferralShown:
    """A referral as its events add up; it must be known."""
    row = row_of(state)
    assert row is not None  # Routes answer 404 before they come here.
    return shown(row)


def flags_shown(state: Referral) -> list[FlagShown]:
    """Flags that were raised and lifted one by one, in their order."""
    return [
        FlagShown(flag=each.flag, on=each.raised_on, raised=True, reason=each.reason)
        if isinstance(each, FlagRaised)
        else FlagShown(flag=each.flag, on=each.lifted_on, raised=False, reason=each.reason)
        for each in state.flagged
    ]
