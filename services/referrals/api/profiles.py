"""People beside their referrals: taken down without one, described in coded words, with what they agreed to.

Whom a request is about stands in its body, since an identifier never stands in a path or query.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import Fault, Invalid
from chassis.handling import Outcome
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import order_of
from chassis.http.requests import Day, Input, or_today
from chassis.ids import derived_id
from chassis.telemetry import measures, names
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.api.sending import details
from services.referrals.api.shapes import Code, PersonGiven, PersonRef
from services.referrals.domain.profile import commands
from services.referrals.domain.profile.commands import ProfileCommand
from services.referrals.domain.profile.events import ProfileEvent
from services.referrals.domain.profile.state import Profile, stream
from services.referrals.domain.profile.terms import ANSWERS, Purpose
from services.referrals.domain.spells import spells
from services.referrals.people.reference import reference, sealed
from services.referrals.people.register import registration

MOST_GAP_DAYS = 31


class _Asked(Input):
    """A request about somebody, and its day; today if it is left out."""

    person_ref: Annotated[PersonRef, Field(examples=["3f2b8c1d9e4a57060b1c2d3e4f5a6b7c"])]
    on: Annotated[Day | None, Field(examples=["2026-03-02"])] = None


class PersonRegistered(Input):
    """Somebody who is worked with and was not referred, such as one who drops in."""

    person: Annotated[
        PersonGiven, Field(examples=[{"given_names": ["Ash"], "family_name": "Example", "born_on": "1961-02-03"}])
    ]
    on: Annotated[Day | None, Field(examples=["2026-03-02"])] = None


class PersonKnown(BaseModel):
    """The reference under which the person is known from now on."""

    person_ref: str
    known_before: Annotated[
        bool, Field(description="Whether the person had been taken down without a referral before.")
    ]


class AnswersGiven(_Asked):
    """What the person said of themself. `not-stated`: they chose not to say; `not-known`: nobody asked."""

    answers: Annotated[
        dict[Code, Code],
        Field(min_length=1, max_length=len(ANSWERS), examples=[{"gender": "female", "ethnic-category": "not-stated"}]),
    ]


class ConsentGiven(_Asked):
    """What the person agrees to, or agrees to no longer."""

    purpose: Purpose


class PersonAsked(Input):
    """Whose profile is asked for."""

    person_ref: Annotated[PersonRef, Field(examples=["3f2b8c1d9e4a57060b1c2d3e4f5a6b7c"])]


class SpellsAsked(PersonAsked):
    """Whose spells are asked for, and within how many days of an end a new referral continues the spell."""

    gap_days: Annotated[int, Field(ge=0, le=MOST_GAP_DAYS)] = 0


class ConsentShown(BaseModel):
    """Whether the person agrees to a purpose, and since when."""

    purpose: str
    given: bool
    since: date


class ProfileShown(BaseModel):
    """A person's profile as it stands: an answer for each characteristic, and every consent that was ever asked."""

    person_ref: str
    answers: dict[str, str]
    consents: list[ConsentShown]


class SpellShown(BaseModel):
    """Referrals that belong together."""

    referral_ids: list[UUID]
    began_on: date
    ended_on: date | None
    days_open: Annotated[int, Field(description="Days open over all re-openings, up to today.")]
    re_referral: bool
    days_since_last: int | None


class SpellsShown(BaseModel):
    """A person's spells with the contract, in their order."""

    spells: list[SpellShown]


Recorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_PEOPLE))]
ReaderOfPeople = Annotated[Caller, Depends(permit(Permission.READ_PEOPLE))]
ReaderOfReferrals = Annotated[Caller, Depends(permit(Permission.READ_REFERRALS))]


def router(office: Office) -> APIRouter:
    """`POST /people`, and what is recorded and asked about somebody who is known."""
    routes = APIRouter(prefix="/people", tags=["people"])

    async def carry_out(command: ProfileCommand, by: Commander, on: date | None) -> Outcome[ProfileEvent, Profile]:
        await _known(office, command.person_ref)
        order = order_of(by, unsaid=() if on else ("on",))
        return await office.profiles.handle(stream(command.person_ref), command, order)

    @routes.post("", status_code=201)
    async def register(given: PersonRegistered, by: Recorder) -> PersonKnown:
        """Take somebody down without a referral. Who is known already keeps the reference they have."""
        person = details(given.person)
        person_ref = reference(office.key, person, derived_id(by.command_id, "person"))
        command = commands.RegisterPerson(person_ref=person_ref, on=or_today(given.on), today=clock.today())
        also = registration(person_ref, person, None)
        order = order_of(by, sealed(office.key, also.rows), () if given.on else ("on",))
        outcome = await office.profiles.handle(stream(person_ref), command, order, (also,))
        return PersonKnown(person_ref=person_ref, known_before=not outcome.events)

    @routes.post("/characteristics")
    async def describe(given: AnswersGiven, by: Recorder) -> ProfileShown:
        """Record what the person said of themself; a later answer stands in place of an earlier one."""
        command = commands.DescribePerson(
            person_ref=given.person_ref, answers=given.answers, on=or_today(given.on), today=clock.today()
        )
        return _shown(given.person_ref, (await carry_out(command, by, given.on)).state)

    @routes.post("/consents")
    async def give_consent(given: ConsentGiven, by: Recorder) -> ProfileShown:
        """Record that the person agrees to a purpose."""
        command = commands.GiveConsent(
            person_ref=given.person_ref, purpose=given.purpose, on=or_today(given.on), today=clock.today()
        )
        return _shown(given.person_ref, (await carry_out(command, by, given.on)).state)

    @routes.post("/consents/withdraw")
    async def withdraw_consent(given: ConsentGiven, by: Recorder) -> ProfileShown:
        """Record that the person agrees to a purpose no longer."""
        command = commands.WithdrawConsent(
            person_ref=given.person_ref, purpose=given.purpose, on=or_today(given.on), today=clock.today()
        )
        return _shown(given.person_ref, (await carry_out(command, by, given.on)).state)

    @routes.post("/profile")
    async def profile(asked: PersonAsked, caller: ReaderOfPeople) -> ProfileShown:
        """What the person said of themself and agreed to. Each reading is counted by role."""
        measures.count(names.PEOPLE_READS, route="/people/profile", role=",".join(sorted(caller.roles)))
        await _known(office, asked.person_ref)
        state, _ = await office.profiles.state(stream(asked.person_ref))
        return _shown(asked.person_ref, state)

    @routes.post("/spells")
    async def list_spells(asked: SpellsAsked, caller: ReaderOfReferrals) -> SpellsShown:  # noqa: ARG001
        """The person's referrals to this contract as spells: overlapping ones are one, re-openings stay in theirs."""
        refs = (asked.person_ref, *await office.register.linked(asked.person_ref))
        found = spells(await office.stretches_of(refs), clock.today(), asked.gap_days)
        return SpellsShown(spells=[SpellShown.model_validate(each, from_attributes=True) for each in found])

    return routes


async def _known(office: Office, person_ref: str) -> None:
    if await office.register.by_reference(person_ref) is None:
        raise Invalid((Fault("person_ref", "names nobody who is known here", "unknown-person"),))


def _shown(person_ref: str, state: Profile) -> ProfileShown:
    return ProfileShown(
        person_ref=person_ref,
        answers={characteristic: state.answer(characteristic) for characteristic in ANSWERS},
        consents=[
            ConsentShown(purpose=purpose, given=each.given, since=each.since)
            for purpose, each in sorted(state.consents.items())
        ],
    )
