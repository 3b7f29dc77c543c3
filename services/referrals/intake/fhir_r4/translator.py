"""From a BaRS message to what it asks for. Pure: the same bytes and day always give the same answer."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.referrals.domain.terms import ENTERED_IN_ERROR, NO_LONGER_NEEDED, ODS_CODE, BarsTerms, Flag, Urgency
from services.referrals.intake.fhir_r4.document import Node
from services.referrals.intake.fhir_r4.elements import Bundle, codings, many, one, same_system, text
from services.referrals.intake.fhir_r4.meaning import Asks, Request
from services.referrals.intake.fhir_r4.moments import as_moment
from services.referrals.intake.fhir_r4.objections import BAD_REQUEST, Rejected
from services.referrals.intake.fhir_r4.patient import read_person
from services.referrals.intake.fhir_r4.rules import RESPONSE, UPDATE, Checked, check

_FLAGS = {
    "SG": Flag.SAFEGUARDING,
    "SS": Flag.SCENE_SAFETY,
    "RS": Flag.REJECTED_SERVICES,
    "RA": Flag.REASONABLE_ADJUSTMENT,
    "IR": Flag.INFECTION_RISK,
    "RC": Flag.REPEAT_CALLER,
    "RT": Flag.RESPECT,
    "AC": Flag.AGENCY_CONTACTED,
    "API": Flag.ADDITIONAL_INFORMATION,
    "CW": Flag.CALL_WARNING,
}
_FLAG_CATEGORIES = "https://fhir.nhs.uk/CodeSystem/flag-categories-bars"
_URGENCIES = {
    "routine": Urgency.ROUTINE,
    "urgent": Urgency.URGENT,
    "asap": Urgency.VERY_URGENT,
    "stat": Urgency.EMERGENCY,
}
_ODS = "fhir.nhs.uk/id/ods-organization-code"


def translate(body: bytes, form: str, profile: BarsTerms, today: date) -> Request:
    """What the message asks for; raises `Rejected` with the first rule that it breaks."""
    checked = check(body, form, profile, today)
    person, failed_number = read_person(checked.patient)
    return Request(
        asks=_asks(checked),
        bundle_id=text(checked.bundle.node, "id"),
        person=person,
        failed_number=failed_number,
        urgency=_URGENCIES.get(text(checked.request, "priority")),
        flags=tuple(dict.fromkeys(_flags(checked.bundle))),
        needs="\n".join(dict.fromkeys(_needs(checked.bundle, checked.request))),
        referrer_organisation=_sender(checked),
        referral_id=_as_id(text(checked.request, "id")),
        withdrawal_reason=_withdrawal_reason(checked),
        sent_at=as_moment(text(one(checked.bundle.node, "meta"), "lastUpdated")),
        answers=_answers(checked),
        reply_to=text(one(checked.header, "source"), "endpoint"),
        service_id=checked.service_id,
    )


def _asks(checked: Checked) -> Asks:
    if checked.event == RESPONSE:
        return Asks.ANSWER
    if checked.cancels:
        return Asks.CANCEL
    return Asks.UPDATE if checked.reason == UPDATE else Asks.NEW


def _withdrawal_reason(checked: Checked) -> str | None:
    if not checked.cancels:
        return None
    return ENTERED_IN_ERROR if text(checked.request, "status") == "entered-in-error" else NO_LONGER_NEEDED


def _answers(checked: Checked) -> str | None:
    """R15a, first part: an answer says what it answers."""
    if checked.event != RESPONSE:
        return None
    identifier = text(one(checked.header, "response"), "identifier")
    if not identifier:
        raise Rejected("R15a", BAD_REQUEST, "invariant", "MessageHeader.response.identifier: is missing in a response")
    return identifier


def _as_id(value: str) -> UUID | None:
    """An id as a UUID. A sender's own id in another form is not one that we gave."""
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


def _flags(bundle: Bundle) -> Iterator[Flag]:
    for flag in bundle.all("Flag"):
        if text(flag, "status") != "active":
            continue
        for category in many(flag, "category"):
            for coding in many(category, "coding"):
                if same_system(text(coding, "system"), _FLAG_CATEGORIES) and text(coding, "code") in _FLAGS:
                    yield _FLAGS[text(coding, "code")]


def _sender(checked: Checked) -> str | None:
    """ODS code of the sending organisation, if it gives one that can be one."""
    reference = text(one(checked.header, "sender"), "reference")
    organisation = checked.bundle.find(reference, "Organization") or {}
    for identifier in many(organisation, "identifier"):
        code = text(identifier, "value").upper()
        if same_system(text(identifier, "system"), _ODS) and ODS_CODE.fullmatch(code):
            return code
    return None


def _needs(bundle: Bundle, request: Node) -> Iterator[str]:
    """What is said in words: for the worker, never for an event."""
    for reason in many(request, "reasonCode"):
        yield from _said("Reason", _concept(reason))
    yield from _said("Instruction to the patient", text(request, "patientInstruction"))
    for note in many(request, "note"):
        yield from _said("Note", text(note, "text"))
    for condition in bundle.all("Condition"):
        yield from _said("Condition", _concept(one(condition, "code")))
    for plan in bundle.all("CarePlan"):
        yield from _said("Care plan", text(plan, "title"))
        yield from _said("Care plan", text(plan, "description"))
        for activity in many(plan, "activity"):
            for outcome in many(activity, "outcomeCodeableConcept"):
                yield from _said("Care plan", _concept(outcome))
    for task in bundle.all("Task"):
        yield from _said("Task", text(task, "description"))
    for flag in bundle.all("Flag"):
        if text(flag, "status") == "active":
            yield from _said("Flag", _concept(one(flag, "code")))


def _concept(concept: Node) -> str:
    """A CodeableConcept in words: its text, else the displays or codes of its codings."""
    if text(concept, "text"):
        return text(concept, "text")
    shown = [text(coding, "display") for coding in many(concept, "coding")]
    return ", ".join(each for each in shown if each) or ", ".join(code for _, code in codings({"c": concept}, "c"))


def _said(what: str, words: str) -> Iterator[str]:
    if words:
        yield f"{what}: {words}"
