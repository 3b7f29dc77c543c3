"""Bad input is told what is wrong with it or set aside with its reason; nothing is half-written, and life goes on."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import httpx
import pytest
from aiokafka import AIOKafkaProducer

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Encoder, Headers
from contracts.messages.catalogue import topic
from contracts.messages.referrals import ReferralReceived
from tests.journeys.letters import JSON_TYPE, letter
from tests.journeys.organisation import Contract, Organisation
from tests.journeys.spoiling import Refusal, bad_letters, bad_referrals
from tests.waiting import eventually

MONTH, MONTH_OF_KAFKA = "2025-10", "2025-12"


@pytest.fixture
def spoilt(organisation: Organisation) -> Contract:
    """The contract that is sent what is bad."""
    return organisation.contracts["spoilt"]


async def test_a_bad_referral_is_told_what_is_wrong_and_the_next_good_one_counts(
    organisation: Organisation, spoilt: Contract
) -> None:
    cases = bad_referrals(spoilt.terms)
    assert len(cases) == 20
    came = {}
    for what, (body, media, _) in cases.items():
        before = await spoilt.counted()
        answer = await spoilt.post_bytes("/referrals", body, media)
        assert await spoilt.counted() == before, what
        assert answer.headers["content-type"] == "application/problem+json", what
        problem = answer.json()
        assert problem["status"] == answer.status_code
        place = problem["faults"][0]["field"] if "faults" in problem else problem["detail"]
        came[what] = (answer.status_code, problem["code"], place)
        await spoilt.refer(number="9990000182", received_on=f"{MONTH}-01")

    assert shortened(came, cases) == {what: expected for what, (_, _, expected) in cases.items()}
    await organisation.figure_becomes(spoilt.slug, MONTH, 20)
    assert not spoilt.process.ended()


async def test_a_bad_letter_is_told_what_is_wrong_and_the_next_good_one_counts(
    organisation: Organisation, spoilt: Contract
) -> None:
    cases = bad_letters(spoilt.terms)
    came, taken_down = {}, []
    for what, (body, media, _) in cases.items():
        before = await spoilt.counted()
        came[what] = objection(await spoilt.message(body, media))
        assert await spoilt.counted() == before, what
        taken = await spoilt.message(letter(spoilt.terms.bars, JSON_TYPE, "9990000190"), JSON_TYPE)
        assert taken.status_code == 200, taken.text
        taken_down.append((await spoilt.get(f"/referrals/{taken.json()['entry'][1]['resource']['id']}")).json())

    assert shortened(came, cases) == {what: expected for what, (_, _, expected) in cases.items()}
    # What is too large or of no kind that is read is not kept; everything else is, with its reason.
    assert (await spoilt.get("/letterbox?state=rejected")).json()["total"] == 8
    await organisation.figure_becomes(spoilt.slug, taken_down[-1]["received_on"][:7], 10)
    assert not spoilt.process.ended()


async def test_a_process_of_an_unknown_contract_refuses_to_start(organisation: Organisation, spoilt: Contract) -> None:
    site = organisation.site
    site.stores["nobody-knows-it"] = site.stores[spoilt.slug]
    process = site.referrals("nobody-knows-it")
    del site.stores["nobody-knows-it"]
    process.start()
    await eventually(process.ended, within=20)

    assert process.running is not None
    assert process.running.returncode == 2
    said = [json.loads(line) for line in process.log.read_text().splitlines()]
    assert [(line["event"], line["field"], line["code"]) for line in said] == [
        ("start.refused", "CONTRACT", "unknown-contract")
    ]


async def test_what_is_no_message_of_the_contract_is_set_aside_and_the_next_referral_counts(
    organisation: Organisation, spoilt: Contract, kafka: str
) -> None:
    own, written = topic(spoilt.slug, "referrals"), organisation.slug("written")
    before = await spoilt.counted()
    await put(kafka, own, [], b"no JSON at all")
    await put(kafka, own, *message(written, position=1))
    await eventually(lambda: parked(organisation, own, {"no-envelope": 1, "wrong-source": 1}), within=20)
    assert await spoilt.counted() == before
    assert await organisation.received(written, MONTH_OF_KAFKA) == 0

    await spoilt.refer(number="9990000204", received_on=f"{MONTH_OF_KAFKA}-01")
    await organisation.figure_becomes(spoilt.slug, MONTH_OF_KAFKA, 1)


async def test_a_message_that_cannot_be_read_is_set_aside_with_its_reason_and_the_next_one_counts(
    organisation: Organisation, kafka: str
) -> None:
    slug = organisation.slug("written")
    place = topic(slug, "referrals")
    unknown, body = message(slug, position=1)
    await put(kafka, place, [(n, b"tea-drunk.v1" if n == "ce_type" else v) for n, v in unknown], body, b"1" * 32)
    await put(kafka, place, message(slug, position=2)[0], b"{", b"2" * 32)
    await put(kafka, place, message(slug, position=3)[0], b'{"received_on": "2025-02-30"}', b"3" * 32)
    await put(kafka, place, *message(slug, position=4), b"4" * 32)

    await organisation.figure_becomes(slug, MONTH_OF_KAFKA, 1)
    expected = {"unknown-type": 1, "not-json": 1, "unreadable-body": 1}
    await eventually(lambda: parked(organisation, f"/{slug}/referrals", expected), within=20)
    assert organisation.site.reporting is not None
    assert not organisation.site.reporting.ended()


def message(slug: str, position: int) -> tuple[Headers, bytes]:
    """A referral as the relay of a contract would publish it, each after the one before."""
    referral = UUID(int=position, version=4)
    body = ReferralReceived(
        referral_id=referral,
        person_ref=f"{position:032x}",
        received_on=date(2025, 12, 1),
        source="self",
        route="telephone",
        urgency="routine",
        first_contact_by=date(2025, 12, 8),
    )
    stored = Stored(
        position,
        UUID(int=2**64 + position, version=4),
        f"referral-{referral}",
        1,
        "referral-received.v1",
        b"{}",
        {},
        datetime(2025, 12, 1, 9, 0, tzinfo=UTC),
        UUID(int=2**65 + position, version=4),
        body.person_ref,
        None,
        None,
    )
    return Encoder(slug, "referrals", mapping=1).encode(body, stored, previous=position - 1)


async def put(kafka: str, place: str, headers: Headers, body: bytes, key: bytes | None = None) -> None:
    """A record on a topic, whoever sends it."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    try:
        await producer.send_and_wait(place, body, key, partition=0, headers=headers)
    finally:
        await producer.stop()


async def parked(organisation: Organisation, source: str, reasons: dict[str, int]) -> bool:
    """Whether operations are told that so many are parked for these reasons."""
    told = {each["source"]: each["parked"] for each in (await organisation.site.lag())["sources"]}
    assert told.get(source) == reasons, told
    return True


def objection(answer: httpx.Response) -> Refusal:
    """Status, issue code and words of an OperationOutcome."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome", outcome
    return answer.status_code, outcome["issue"][0]["code"], outcome["issue"][0]["diagnostics"]


def shortened(came: dict[str, Refusal], cases: dict[str, tuple[bytes, str, Refusal]]) -> dict[str, Refusal]:
    """Answers with no more of their words than is expected, where they hold that."""
    expected = {what: refusal[2] for what, (_, _, refusal) in cases.items()}
    return {
        what: (status, code, expected[what] if expected[what] in words else words)
        for what, (status, code, words) in came.items()
    }
