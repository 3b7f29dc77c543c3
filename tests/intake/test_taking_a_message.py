"""What a good message becomes: a referral, a person, a reply; and updates and cancellations of it."""

import json
from uuid import UUID, uuid4

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome

from tests.intake.messages import (
    FAILING_NUMBER,
    OTHER_NUMBER,
    XML_TYPE,
    as_xml,
    cancellation,
    given_id,
    issue,
    message,
    post,
    update,
    with_id,
)
from tests.referrals_api.site import Site


async def test_a_new_request_becomes_a_referral_and_a_person(site: Site) -> None:
    conversation = str(uuid4())
    answer = await post(site, message(), conversation)
    referral = (await site.get(f"/referrals/{given_id(answer)}")).json()
    found = (await site.post("/people/search", {"nhs_number": "999 000 0018"})).json()["people"]

    assert referral["status"] == "received"
    assert (referral["source"], referral["route"], referral["urgency"]) == ("health-team", "bars", "urgent")
    assert (referral["referrer_organisation"], referral["flags"]) == ("RW5", ["safeguarding"])
    assert referral["timeline"][0]["facts"]["conversation_id"] == conversation
    assert [(person["family_name"], person["given_names"], person["born_on"]) for person in found] == [
        ("Quillfeather", ["Ottoline", "May"], "1971-08-30")
    ]
    assert found[0]["person_ref"] == referral["person_ref"]
    assert found[0]["contact_points"] == [{"system": "phone", "value": "01632 960 077", "use": "mobile"}]
    assert found[0]["address"]["postcode"] == "ZZ99 3VZ"
    assert found[0]["needs"][0]["words"] == (
        "Reason: Hears the sea where there is none.\nFlag: Lives with somebody who frightens her."
    )


async def test_the_log_holds_nothing_personal(site: Site) -> None:
    await post(site, message())
    log = await site.everything_public()

    for personal in (
        "Quillfeather",
        "Ottoline",
        "9990000018",
        "1971-08-30",
        "960 077",
        "Imaginary",
        "the sea",
        "frighten",
    ):
        assert personal not in log


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_the_reply_is_valid_fhir_and_names_the_message_that_it_answers(site: Site, form: str) -> None:
    sent = message()
    answer = await (post(site, as_xml(sent), media=XML_TYPE) if form == "xml" else post(site, sent))

    assert answer.headers["content-type"] == f"application/fhir+{form}"
    reply = Bundle.model_validate_xml(answer.content) if form == "xml" else Bundle.model_validate_json(answer.content)
    header, request = (entry.resource for entry in reply.entry)
    assert (reply.type, header.eventCoding.code) == ("message", "servicerequest-response")
    assert (header.response.identifier, header.response.code) == (sent["id"], "ok")
    assert header.destination[0].endpoint == "https://fhir.nhs.uk/Id/dos-service-id|333333333"
    assert (request.status, UUID(request.id).version) == ("active", 5)


async def test_a_refusal_is_valid_fhir(site: Site) -> None:
    answer = await post(site, b"{")

    outcome = OperationOutcome.model_validate_json(answer.content)
    assert outcome.issue[0].details.coding[0].system == "https://fhir.nhs.uk/Codesystem/http-error-codes"


async def test_what_stands_for_ourselves_is_valid_fhir(site: Site) -> None:
    from fhir.resources.R4B.capabilitystatement import CapabilityStatement

    CapabilityStatement.model_validate_json((await site.client.get("/metadata")).content)
    definitions = Bundle.model_validate_json((await site.get("/MessageDefinition", "feed")).content)
    assert definitions.total == 4
    Bundle.model_validate_xml(
        (
            await site.client.get(
                "/MessageDefinition", headers={**site.bearer("feed"), "Accept": "application/fhir+xml"}
            )
        ).content
    )


async def test_a_number_that_fails_its_check_waits_for_a_person(site: Site) -> None:
    answer = await post(site, message(number=FAILING_NUMBER))

    assert answer.status_code == 200
    entries = (await site.get("/letterbox?state=quarantined")).json()
    assert entries["total"] == 1
    assert entries["entries"][0]["objections"][0]["detail"] == "Patient.identifier: the NHS number fails its check"
    assert FAILING_NUMBER not in json.dumps(entries)
    assert await site.events() == []
    assert (await site.get("/referrals")).json()["total"] == 0


async def test_no_number_is_no_fault(site: Site) -> None:
    answer = await post(site, message(number=None))

    assert (await site.get(f"/referrals/{given_id(answer)}")).json()["status"] == "received"


async def test_two_numbers_that_contradict_each_other_wait_for_a_person(site: Site) -> None:
    both = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": each} for each in ("9990000018", OTHER_NUMBER)]
    await post(site, message(identifier=both))

    assert (await site.get("/letterbox?state=quarantined")).json()["total"] == 1


@pytest.mark.parametrize("dead", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-01-01"}])
async def test_somebody_recorded_as_dead_waits_for_a_person(site: Site, dead: dict[str, object]) -> None:
    await post(site, message(**dead))

    entry = (await site.get("/letterbox?state=quarantined")).json()["entries"][0]
    assert entry["objections"][0]["issue"] == "person-recorded-as-dead"


async def test_an_update_changes_the_referral_of_its_conversation(site: Site) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(), conversation))
    changed = update(telecom=[{"system": "email", "value": "o.q@nowhere.invalid"}])
    changed["entry"][1]["resource"]["priority"] = "stat"
    answer = await post(site, changed, conversation)

    assert given_id(answer) == first
    referral = (await site.get(f"/referrals/{first}")).json()
    assert referral["urgency"] == "emergency"
    assert [each["event"] for each in referral["timeline"]] == ["referral-received.v1", "referral-amended.v1"]
    person = (await site.post("/people/search", {"referral_id": first})).json()["people"][0]
    assert person["contact_points"] == [{"system": "email", "value": "o.q@nowhere.invalid", "use": ""}]
    assert (
        await site.pool.fetchval("select details #>> '{contact_points,0,value}' from people_history") == "01632 960 077"
    )


async def test_an_update_finds_the_referral_by_the_id_that_we_gave(site: Site) -> None:
    first = given_id(await post(site, message()))

    assert given_id(await post(site, with_id(update(), first))) == first


async def test_an_update_that_brings_a_number_links_the_two_references(site: Site) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(number=None), conversation))
    await post(site, update(), conversation)

    assert await site.events() == ["referral-received.v1", "people-linked.v1"]
    person = (await site.post("/people/search", {"referral_id": first})).json()["people"][0]
    by_number = (await site.post("/people/search", {"nhs_number": "9990000018"})).json()["people"]
    assert person["same_as"] == [each["person_ref"] for each in by_number if each["person_ref"] != person["person_ref"]]
    assert len(person["same_as"]) == 1


async def test_an_update_that_was_sent_before_the_last_one_is_a_conflict(site: Site) -> None:
    conversation = str(uuid4())
    await post(site, message(), conversation)
    await post(site, update(sent="2026-03-05T10:00:00Z"), conversation)

    assert issue(await post(site, update(sent="2026-03-04T10:00:00Z"), conversation)) == (
        409,
        "REC_CONFLICT",
        "conflict",
    )


async def test_an_update_about_somebody_else_waits_for_a_person(site: Site) -> None:
    conversation = str(uuid4())
    await post(site, message(), conversation)
    await post(site, update(number=OTHER_NUMBER), conversation)

    entry = (await site.get("/letterbox?state=quarantined")).json()["entries"][0]
    assert entry["objections"][0]["issue"] == "another-nhs-number"
    assert await site.events() == ["referral-received.v1"]


async def test_updates_and_cancellations_of_the_unknown_are_not_found(site: Site) -> None:
    for body in (update(), cancellation(), with_id(update(), str(uuid4()))):
        assert issue(await post(site, body)) == (404, "REC_NOT_FOUND", "not-found")
    assert (await site.get("/letterbox?state=rejected")).json()["total"] == 3


async def test_a_cancellation_withdraws_and_a_second_one_is_a_conflict(site: Site) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(), conversation))
    answer = await post(site, cancellation(), conversation)

    assert answer.json()["entry"][1]["resource"]["status"] == "revoked"
    referral = (await site.get(f"/referrals/{first}")).json()
    assert (referral["status"], referral["reason"]) == ("withdrawn", "no-longer-needed")
    assert issue(await post(site, cancellation(), conversation)) == (409, "REC_CONFLICT", "conflict")
    assert (await site.get(f"/ServiceRequest/{first}", "feed")).json()["status"] == "revoked"


async def test_a_referral_can_be_sent_again_after_its_cancellation(site: Site) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(), conversation))
    await post(site, cancellation(), conversation)
    second = given_id(await post(site, message(), conversation))

    assert first != second
    assert given_id(await post(site, update(), conversation)) == second


async def test_a_sender_sees_the_referral_by_its_id(site: Site) -> None:
    first = given_id(await post(site, message()))
    answer = await site.get(f"/ServiceRequest/{first}", "feed")

    assert (answer.json()["id"], answer.json()["status"]) == (first, "active")
    assert issue(await site.get("/ServiceRequest/seven", "feed")) == (400, "REC_BAD_REQUEST", "value")
    assert issue(await site.get(f"/ServiceRequest/{uuid4()}", "feed")) == (404, "REC_NOT_FOUND", "not-found")


async def test_a_sender_sees_the_referral_while_it_waits_for_a_person(site: Site) -> None:
    first = given_id(await post(site, message(number=FAILING_NUMBER)))

    assert (await site.get(f"/ServiceRequest/{first}", "feed")).json()["status"] == "active"


async def test_a_sender_finds_referrals_by_number(site: Site) -> None:
    first = given_id(await post(site, message()))
    system = "https://fhir.nhs.uk/Id/nhs-number"
    found = await site.get(f"/ServiceRequest?patient:identifier={system}|9990000018", "feed")
    none = await site.get(f"/ServiceRequest?patient:identifier={system}|{OTHER_NUMBER}", "feed")
    bad = await site.get("/ServiceRequest?patient:identifier=9990000018", "feed")

    assert [entry["resource"]["id"] for entry in found.json()["entry"]] == [first]
    assert "9990000018" not in found.text
    assert none.json()["total"] == 0
    Bundle.model_validate_json(found.content)
    Bundle.model_validate_json(none.content)
    assert issue(bad) == (400, "REC_BAD_REQUEST", "value")


@pytest.mark.parametrize(("method", "path"), [("GET", "/Slot"), ("PUT", "/Appointment/1"), ("POST", "/Appointment")])
async def test_bookings_are_not_offered(site: Site, method: str, path: str) -> None:
    answer = await site.client.request(method, path, headers=site.bearer("feed"))

    assert issue(answer) == (501, "REC_NOT_IMPLEMENTED", "not-supported")


async def test_strangers_and_teams_are_refused_in_the_senders_own_words(site: Site) -> None:
    stranger = await site.client.post("/$process-message", json={})
    team = await site.client.post("/$process-message", json={}, headers=site.bearer("worker"))

    assert issue(stranger) == (401, "REC_UNAUTHORIZED", "forbidden")
    assert stranger.headers["www-authenticate"].startswith("Bearer")
    assert issue(team) == (403, "REC_FORBIDDEN", "forbidden")
    assert await site.pool.fetchval("select count(*) from letterbox") == 0
