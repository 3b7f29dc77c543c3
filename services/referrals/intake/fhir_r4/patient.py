"""A FHIR Patient as the details that we keep."""

from services.referrals.intake.fhir_r4.document import Node
from services.referrals.intake.fhir_r4.elements import codings, many, same_system, system_key, text, texts
from services.referrals.intake.fhir_r4.moments import as_date, is_whole
from services.referrals.intake.nhs_number import sort_numbers
from services.referrals.people.details import MOST_TEXT, Address, ContactPoint, NumberStatus, PersonDetails, Sex

NHS_NUMBER_SYSTEMS = frozenset({"fhir.nhs.uk/id/nhs-number", "fhir.nhs.net/id/nhs-number"})
_VERIFICATION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
_STATUSES = {
    "number-present-and-verified": NumberStatus.VERIFIED,
    "01": NumberStatus.VERIFIED,
    "number-present-but-not-traced": NumberStatus.NOT_TRACED,
    "02": NumberStatus.NOT_TRACED,
    "trace-required": NumberStatus.TRACE_REQUIRED,
    "03": NumberStatus.TRACE_REQUIRED,
}
_SYSTEMS = frozenset({"phone", "email", "sms"})
_SELF = frozenset({"ONESELF", "self"})


def read_person(patient: Node) -> tuple[PersonDetails, str | None]:
    """The person, and an NHS number that fails its check as it was sent. Codes and dates have been checked before."""
    numbers = [each for each in many(patient, "identifier") if is_number_of_nhs(each)]
    number, failed = sort_numbers([text(each, "value") for each in numbers])
    verified = next((_status(each) for each in numbers if text(each, "value") == number), NumberStatus.NOT_TRACED)
    born = text(patient, "birthDate")
    name = _name(patient)
    return (
        PersonDetails(
            nhs_number=number,
            number_status=verified if number else _without_number(failed),
            family=_cut(text(name, "family")),
            given=tuple(_cut(given) for given in texts(name, "given")),
            title=_cut(" ".join(texts(name, "prefix"))),
            born_on=as_date(born) if is_whole(born) else None,
            born_as_told="" if is_whole(born) else born,
            sex=Sex(text(patient, "gender") or "unknown"),
            dead=text(patient, "deceasedBoolean") == "true" or bool(text(patient, "deceasedDateTime")),
            contact_points=tuple(_contact_points(patient)),
            address=_address(patient),
        ),
        failed,
    )


def is_number_of_nhs(identifier: Node) -> bool:
    """Whether an identifier says that it is an NHS number, and has a value."""
    return system_key(text(identifier, "system")) in NHS_NUMBER_SYSTEMS and bool(text(identifier, "value"))


def _status(identifier: Node) -> NumberStatus:
    for extension in many(identifier, "extension"):
        if same_system(text(extension, "url"), _VERIFICATION):
            for _, code in codings(extension, "valueCodeableConcept"):
                return _STATUSES.get(code, NumberStatus.NOT_TRACED)
    return NumberStatus.NOT_TRACED


def _without_number(failed: str | None) -> NumberStatus:
    return NumberStatus.FAILED_CHECK if failed else NumberStatus.NOT_KNOWN


def _name(patient: Node) -> Node:
    """The official name, else the usual one, else the first."""
    names = many(patient, "name")
    for use in ("official", "usual"):
        for name in names:
            if text(name, "use") == use:
                return name
    return names[0] if names else {}


def _contact_points(patient: Node) -> list[ContactPoint]:
    """The person's own contact points. BaRS puts them into a contact whose relationship is the person themself."""
    own = [
        contact
        for contact in many(patient, "contact")
        if any(code in _SELF for each in many(contact, "relationship") for code in _codes(each))
    ]
    points = []
    for holder in (patient, *own):
        for each in many(holder, "telecom"):
            system, value = text(each, "system"), _cut(text(each, "value"))
            if value:
                points.append(ContactPoint(system if system in _SYSTEMS else "other", value, text(each, "use")[:20]))
    return points


def _codes(concept: Node) -> list[str]:
    return [text(coding, "code") for coding in many(concept, "coding")]


def _address(patient: Node) -> Address | None:
    addresses = [each for each in many(patient, "address") if text(each, "use") != "old"]
    if not addresses:
        return None
    address = next((each for each in addresses if text(each, "use") == "home"), addresses[0])
    lines = tuple(_cut(line) for line in texts(address, "line"))
    return Address(
        lines=lines or ((_cut(text(address, "text")),) if text(address, "text") else ()),
        town=_cut(text(address, "city")),
        district=_cut(text(address, "district")),
        postcode=_cut(text(address, "postalCode")),
    )


def _cut(value: str) -> str:
    return value[:MOST_TEXT]
