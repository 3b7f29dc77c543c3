"""People: looked up in a body, since an identifier never stands in a path or query; and joined where two are one."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StringConstraints, model_validator

from chassis import clock
from chassis.errors import Fault, Invalid
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import order_of
from chassis.http.requests import Day, Input, or_today
from chassis.telemetry import measures, names
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.api.shapes import Name, PersonRef
from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.state import stream
from services.referrals.domain.person.terms import Evidence
from services.referrals.people.nhs_number import as_typed, is_nhs_number
from services.referrals.people.register import Person, Register

_WAYS = ("person_ref", "referral_id", "nhs_number", "family_name")


class PersonSought(Input):
    """By reference, by referral, by NHS number, or by name and birth date: one way at a time."""

    person_ref: Annotated[PersonRef | None, Field(examples=["3f2b8c1d9e4a57060b1c2d3e4f5a6b7c"])] = None
    referral_id: UUID | None = None
    nhs_number: Annotated[str, StringConstraints(max_length=20)] | None = None
    family_name: Name | None = None
    given_name: Name | None = None
    born_on: Day | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "PersonSought":
        ways = [way for way in _WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            raise ValueError(f"exactly one of {', '.join(_WAYS)} must be given")
        by_name = ways == ["family_name"]
        if by_name != (self.given_name is not None) or by_name != (self.born_on is not None):
            raise ValueError("family_name, given_name and born_on belong together")
        return self


class ContactPointShown(BaseModel):
    """A way to reach the person."""

    system: str
    value: str
    use: str


class AddressShown(BaseModel):
    """Where the person lives."""

    lines: list[str]
    town: str
    district: str
    postcode: str


class NeedsShown(BaseModel):
    """What was said in words about a referral's needs."""

    referral_id: UUID
    words: str
    written_at: datetime


class PersonShown(BaseModel):
    """A person as they are known, under this reference and those linked to it."""

    person_ref: str
    same_as: list[str]
    nhs_number: str | None
    number_status: str
    family_name: str
    given_names: list[str]
    title: str
    born_on: date | None
    born_as_told: str
    sex: str
    dead: bool
    contact_points: list[ContactPointShown]
    address: AddressShown | None
    needs: list[NeedsShown]
    changed_at: datetime


class PeopleShown(BaseModel):
    """Who was found."""

    people: list[PersonShown]


class LinkGiven(Input):
    """Two references of one person, and how that is known."""

    person_ref: Annotated[PersonRef, Field(examples=["3f2b8c1d9e4a57060b1c2d3e4f5a6b7c"])]
    same_as_ref: Annotated[PersonRef, Field(examples=["8d1e0f2a3b4c5d6e7f8091a2b3c4d5e6"])]
    evidence: Evidence = Evidence.PERSON_CONFIRMED
    on: Day | None = None


class LinkShown(BaseModel):
    """The link as it stands; the reference that sorts first is named first."""

    person_ref: str
    same_as_ref: str
    evidence: str
    linked_on: date
    repeated: Annotated[bool, Field(description="Whether the two were linked before.")]


ReaderOfPeople = Annotated[Caller, Depends(permit(Permission.READ_PEOPLE))]
Linker = Annotated[Commander, Depends(permit_command(Permission.LINK_PEOPLE))]


def router(office: Office) -> APIRouter:
    """`POST /people/search` and `POST /people/links`."""
    routes = APIRouter(prefix="/people", tags=["people"])

    @routes.post("/search")
    async def search(sought: PersonSought, caller: ReaderOfPeople) -> PeopleShown:
        """Find people. Each search is counted by role."""
        measures.count(names.PEOPLE_READS, route="/people/search", role=",".join(sorted(caller.roles)))
        return PeopleShown(people=[_shown(person) for person in await _found(office.register, sought)])

    @routes.post("/links")
    async def link(given: LinkGiven, by: Linker) -> LinkShown:
        """Record that two references are one person."""
        command = LinkPeople(
            person_ref=given.person_ref,
            same_as_ref=given.same_as_ref,
            evidence=given.evidence,
            on=or_today(given.on),
            today=clock.today(),
        )
        for field in ("person_ref", "same_as_ref"):
            if await office.register.by_reference(getattr(given, field)) is None:
                raise Invalid((Fault(field, "names nobody who is known here", "unknown-person"),))
        outcome = await office.links.handle(
            stream(given.person_ref, given.same_as_ref), command, order_of(by, unsaid=() if given.on else ("on",))
        )
        linked = outcome.state.linked
        assert linked is not None  # A link that is not refused stands.
        return LinkShown(
            person_ref=linked.person_ref,
            same_as_ref=linked.same_as_ref,
            evidence=linked.evidence,
            linked_on=linked.linked_on,
            repeated=not outcome.events,
        )

    return routes


async def _found(register: Register, sought: PersonSought) -> list[Person]:
    if sought.person_ref is not None:
        person = await register.by_reference(sought.person_ref)
        return [person] if person else []
    if sought.referral_id is not None:
        person = await register.by_referral(sought.referral_id)
        return [person] if person else []
    if sought.nhs_number is not None:
        number = as_typed(sought.nhs_number)
        if not is_nhs_number(number):
            detail = "must be ten digits that pass the check of NHS numbers"
            raise Invalid((Fault("nhs_number", detail, "nhs-number-fails-its-check"),))
        return list(await register.by_number(number))
    assert sought.family_name is not None
    assert sought.given_name is not None
    assert sought.born_on is not None
    return list(await register.by_name(sought.family_name, sought.given_name, sought.born_on))


def _shown(person: Person) -> PersonShown:
    known = person.details
    return PersonShown(
        person_ref=person.person_ref,
        same_as=list(person.same_as),
        nhs_number=known.nhs_number,
        number_status=known.number_status,
        family_name=known.family,
        given_names=list(known.given),
        title=known.title,
        born_on=known.born_on,
        born_as_told=known.born_as_told,
        sex=known.sex,
        dead=known.dead,
        contact_points=[
            ContactPointShown(system=each.system, value=each.value, use=each.use) for each in known.contact_points
        ],
        address=AddressShown(
            lines=list(known.address.lines),
            town=known.address.town,
            district=known.address.district,
            postcode=known.address.postcode,
        )
        if known.address
        else None,
        needs=[
            NeedsShown(referral_id=each.referral_id, words=each.words, written_at=each.written_at)
            for each in person.needs
        ],
        changed_at=person.changed_at,
    )
