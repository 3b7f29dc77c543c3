"""One trace from the sender's request through log and broker to the figure it changed, and nobody's data in it."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.telemetry import names
from contracts.messages.catalogue import topic
from tests.conftest import Tokens
from tests.site.whole import Site
from tests.tracing.tap import Tap, attributes_of
from tests.waiting import eventually

NAME, NUMBER, STREET, NEEDS = "Canary-Fotheringay", "9990000018", "Heron Lane 7", "hears the sea"
PERSON = {
    "nhs_number": NUMBER,
    "family_name": NAME,
    "given_names": ["Jessamine"],
    "born_on": "1981-02-03",
    "address": {"lines": [STREET], "postcode": "BB5 0ZZ"},
    "contact_points": [{"system": "phone", "value": "01632960999"}],
}
PLANTED = (NAME, NUMBER, "999 000 0018", "Jessamine", STREET, "1981-02-03", "BB5 0ZZ", "01632960999", NEEDS)


Attributes = dict[str, Any]


class Thread:
    """One contract's `referrals` and reporting, as processes that tell the tap."""

    def __init__(self, slug: str, site: Site, tap: Tap, tokens: Tokens) -> None:
        self.slug, self.site, self.tap, self.tokens = slug, site, tap, tokens
        self.topic = topic(slug, "referrals")
        self.url = ""

    async def start(self) -> None:
        self.site.fleet.common = {**self.site.fleet.common, **self.tap.env, "OTEL_METRICS_EXPORTER": "otlp"}
        await self.site.contract(self.slug, like="rio")
        process = self.site.referrals(self.slug)
        process.start()
        await process.ready()
        self.url = process.url
        await self.site.start_reporting()

    async def send(self, role: str = "worker", **more: str) -> httpx.Response:
        headers = self.tokens.bearer(role, self.slug) | {"Idempotency-Key": str(uuid4())} | more
        given = {"person": PERSON, "source": "self", "route": "telephone", "needs": NEEDS}
        async with httpx.AsyncClient(base_url=self.url) as client:
            answer = await client.post("/referrals", json=given, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer

    async def records(self, kafka: str, count: int) -> list[tuple[list[tuple[str, bytes]], bytes]]:
        """Headers and bodies of the first records on the topic."""
        consumer = AIOKafkaConsumer(self.topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
        await consumer.start()
        try:
            return [(list(record.headers), record.value) for record in [await consumer.getone() for _ in range(count)]]
        finally:
            await consumer.stop()

    @property
    def logs(self) -> str:
        return "".join(process.log.read_text() for process in self.site.fleet.processes)


@pytest.fixture
async def thread(site: Site, tap: Tap, tokens: Tokens, contract_slug: str) -> Thread:
    whole = Thread(contract_slug, site, tap, tokens)
    await whole.start()
    return whole


async def test_one_trace_runs_from_the_request_to_the_figure(thread: Thread, tap: Tap, kafka: str) -> None:
    await thread.send(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    request = await tap.span("POST /referrals")
    process = await tap.span(f"process {thread.topic}", within=30)
    sent = await tap.span(f"send {thread.topic}")
    create = await tap.span(f"create {thread.topic}")
    assert without_statements(tap.tree(request.trace_id)) == [
        "SERVER POST /referrals",
        f"  PRODUCER create {thread.topic}",
        f"    CONSUMER process {thread.topic}",
    ]
    assert [(link.trace_id, link.span_id) for link in process.links] == [(create.trace_id, create.span_id)]
    assert without_statements(tap.tree(sent.trace_id)) == [f"CLIENT send {thread.topic}"]
    assert [(link.trace_id, link.span_id) for link in sent.links] == [(create.trace_id, create.span_id)]
    say_what_the_conventions_ask(thread.topic, *map(attributes_of, (create, sent, process)))

    [(headers, _)] = await thread.records(kafka, 1)
    [traceparent] = [value.decode() for name, value in headers if name == "traceparent"]
    _, trace_id, span_id, flags = traceparent.split("-")
    assert (trace_id, span_id) == (create.trace_id.hex(), create.span_id.hex())
    assert int(flags, 16) & 1
    assert "baggage" not in dict(headers)


def say_what_the_conventions_ask(topic: str, create: Attributes, send: Attributes, process: Attributes) -> None:
    common = {"messaging.system": "kafka", "messaging.destination.name": topic}
    assert create == common | {
        "messaging.operation.name": "create",
        "messaging.operation.type": "create",
        "messaging.message.id": process["messaging.message.id"],
        "redrose.event.type": "referral-received.v1",
    }
    assert send == common | {
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.batch.message_count": 1,
        "server.address": "127.0.0.1",
    }
    assert set(process) == set(common) | {
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.message.id",
        "messaging.consumer.group.name",
        "messaging.destination.partition.id",
        "messaging.kafka.offset",
        "redrose.event.type",
        "redrose.duplicate",
        "redrose.metrics",
    }
    assert process["redrose.duplicate"] is False
    assert isinstance(process["messaging.destination.partition.id"], str)


async def test_a_repeated_command_adds_no_message_to_the_trace(thread: Thread, tap: Tap) -> None:
    key = str(uuid4())
    for _ in range(2):
        await thread.send(**{"Idempotency-Key": key})
    await tap.span(f"process {thread.topic}", within=30)
    await eventually(lambda: len(tap.named("POST /referrals")) == 2)
    await thread.send()
    await eventually(lambda: len(tap.named(f"process {thread.topic}")) == 2, within=30)
    await eventually(lambda: len(tap.named(f"create {thread.topic}")) == 2)
    await eventually(lambda: len(tap.named("POST /referrals")) == 3)


async def test_nobody_is_to_be_found_in_what_a_journey_tells(thread: Thread, tap: Tap, kafka: str) -> None:
    referral = (await thread.send(**{"User-Agent": NAME})).json()
    worker = thread.tokens.bearer("worker", thread.slug)
    leader, feed = thread.tokens.bearer("team-leader", thread.slug), thread.tokens.bearer("feed", thread.slug)
    async with httpx.AsyncClient(base_url=thread.url) as client:
        answers = [
            await client.get(f"/referrals/{referral['referral_id']}", headers=worker),
            await client.get("/referrals", headers=worker),
            await client.post("/referrals", json={"person": {NAME: NUMBER}}, headers=keyed(worker)),
            await client.post("/referrals", content=f'{{"{NAME}":"{NUMBER}'.encode(), headers=keyed(worker)),
            await client.post("/people/search", json={"nhs_number": NUMBER}, headers=leader),
            await client.get(
                f"/ServiceRequest?patient:identifier=https://fhir.nhs.uk/Id/nhs-number|{NUMBER}", headers=feed
            ),
            await client.get(f"/ServiceRequest/{NAME}", headers=feed),
            await client.get(f"/nowhere/{NAME}?number={NUMBER}", headers=worker),
            await client.post(
                "/$process-message",
                content=f'{{"resourceType":"Bundle","id":"{NAME}","entry":[{{"fullUrl":"{NUMBER}"}}]}}'.encode(),
                headers=feed
                | {"Content-Type": "application/fhir+json", "X-Request-ID": NAME, "X-Correlation-Id": NUMBER},
            ),
        ]
    await tap.span(f"process {thread.topic}", within=30)
    await tap.span("POST /$process-message")
    await eventually(lambda: {metric.name for metric in tap.metrics} >= {names.HTTP_DURATION, names.APPEND_DURATION})
    assert [answer.status_code for answer in answers[:3]] == [200, 200, 422]
    records = b"".join(value + b"".join(v for _, v in headers) for headers, value in await thread.records(kafka, 1))
    problems = b"".join(answer.content for answer in answers if answer.status_code >= 400)
    for planted in PLANTED:
        for told in (tap.everything(), thread.logs.encode(), records, problems):
            assert planted.encode() not in told, planted
    # The reference is the key of the message, and of use to reporting; to those who watch the platform it is none.
    for told in (tap.everything(), thread.logs.encode()):
        assert referral["person_ref"].encode() not in told
        assert b"referral-" + referral["referral_id"].encode() not in told
    everything_has_its_place_in_the_names(tap)


def everything_has_its_place_in_the_names(tap: Tap) -> None:
    assert {span.name for span in tap.spans if not names.is_span(span.name)} == set()
    assert {name for span in tap.spans for name in attributes_of(span)} <= names.SPAN_ATTRIBUTES
    assert {metric.name for metric in tap.metrics} <= names.METRICS.keys()
    labels = {
        name
        for metric in tap.metrics
        for point in getattr(metric, metric.WhichOneof("data")).data_points
        for name in attributes_of(point)
    }
    assert labels <= names.LABELS


def keyed(headers: dict[str, str]) -> dict[str, str]:
    return headers | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}


def without_statements(tree: list[str]) -> list[str]:
    """A tree without the statements that it ran: how many there are is the store's own matter."""
    return [line for line in tree if not names.SPANS["<statement>"].fullmatch(line.strip().removeprefix("CLIENT "))]
