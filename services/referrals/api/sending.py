"""A referral as it is sent, turned into a command and the details of its person."""

from chassis import clock
from chassis.errors import Fault, Invalid, Refused
from chassis.http.identity import Caller, Commander
from chassis.http.requests import or_today
from chassis.ids import derived_id
from contracts.roles import Permission
from services.referrals.api.shapes import PersonGiven, ReferralGiven
from services.referrals.domain.commands import ReceiveReferral
from services.referrals.people.details import Address, ContactPoint, NumberStatus, PersonDetails
from services.referrals.people.nhs_number import as_typed, is_nhs_number
from services.referrals.people.reference import reference


def receipt(given: ReferralGiven, by: Commander, key: bytes) -> tuple[ReceiveReferral, PersonDetails]:
    """The command that takes the referral down, and the person; raises `Invalid` and `Refused`."""
    person = details(given.person)
    referral_id = derived_id(by.command_id, "referral")
    received_on = or_today(given.received_on)
    age = person.age_on(received_on)
    if age is not None and age < 0:
        detail = "must not lie after the day of receipt"
        raise Invalid((Fault("person.born_on", detail, "born-after-receipt"),))
    command = ReceiveReferral(
        referral_id=referral_id,
        person_ref=reference(key, person, referral_id),
        received_on=received_on,
        source=given.source,
        route=given.route,
        urgency=given.urgency,
        age=age,
        flags=given.flags,
        referrer_organisation=_organisation(given.referrer_organisation, by.caller),
        programme=given.programme,
        today=clock.today(),
    )
    return command, person


def details(given: PersonGiven) -> PersonDetails:
    """The person as given. A number that fails is refused here: whoever typed it can look again."""
    number = as_typed(given.nhs_number) if given.nhs_number else None
    if number is not None and not is_nhs_number(number):
        detail = "must be ten digits that pass the check of NHS numbers"
        raise Invalid((Fault("person.nhs_number", detail, "nhs-number-fails-its-check"),))
    return PersonDetails(
        nhs_number=number,
        number_status=NumberStatus.TRACE_REQUIRED if number else NumberStatus.NOT_KNOWN,
        family=given.family_name,
        given=tuple(name for name in given.given_names if name),
        title=given.title,
        born_on=given.born_on,
        sex=given.sex,
        contact_points=tuple(ContactPoint(each.system, each.value, each.use) for each in given.contact_points),
        address=Address(given.address.lines, given.address.town, given.address.district, given.address.postcode)
        if given.address
        else None,
    )


def _organisation(given: str | None, caller: Caller) -> str | None:
    """A referrer refers for their own organisation, whatever the body says; a team says who referred."""
    if caller.may(Permission.RECORD_REFERRAL):
        return given
    if given is not None and given != caller.organisation:
        detail = "referrer_organisation must be that of the caller's token"
        raise Refused("not-your-organisation", detail, "referrer_organisation")
    return caller.organisation
