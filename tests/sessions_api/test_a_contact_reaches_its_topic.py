"""The running service: what was recorded over HTTP stands in its topic, under its wire name and without who did it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from contracts.messages.catalogue import topic
from deploy.local.databases import DatabaseUrls
from deploy.local.ports import free_ports
from tests.conftest import Tokens, Topics
from tests.sessions_api.site import PERSON, TERMS, WORKER, contact
from tests.site.fleet import fleet


async def test_a_recorded_contact_and_a_signposting_are_published(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str, kafka: str, topics: Topics
) -> None:
    await topics.make(topic(contract_slug, "sessions"))
    terms = tmp_path / "terms"
    terms.mkdir()
    (terms / f"{contract_slug}.toml").write_text(TERMS)
    settings = {
        "TERMS_FOLDER": str(terms),
        "KAFKA_BOOTSTRAP": kafka,
        "TOKEN_KEYS": str(tokens.public_keys),
        "TOKEN_ISSUER": tokens.issuer,
        "TOKEN_AUDIENCE": tokens.audience,
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "none",
    }
    async with fleet(tmp_path, settings) as ships:
        process = ships.add(
            "sessions",
            "services.sessions",
            ("serve",),
            free_ports(1)[0],
            {"CONTRACT": contract_slug, "DATABASE_URL": migrated.service_url},
        )
        process.start()
        await process.ready()
        headers = tokens.bearer("team-leader", contract_slug)
        service = {"code": "larder", "title": "Larder", "category": "food", "on": "2026-03-01"}
        async with httpx.AsyncClient(base_url=process.url, headers=headers) as client:
            for number, (path, body) in enumerate(
                [
                    ("/directory", service),
                    ("/contacts", contact()),
                    ("/signpostings", {"service": "larder", "on": "2026-03-02", "person_ref": PERSON}),
                ]
            ):
                key = f"00000000-0000-4000-8000-00000000000{number}"
                answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
                assert answer.status_code == 201, answer.text
        told = await first_of(kafka, topic(contract_slug, "sessions"), 2)

    assert [dict(each.headers)["ce_type"] for each in told] == [b"contact-recorded.v1", b"signposting-recorded.v1"]
    assert {each.key for each in told} == {PERSON.encode()}
    assert not [each for each in told if WORKER.encode() in each.value or b"Larder" in each.value]


async def first_of(kafka: str, name: str, count: int) -> list[Any]:
    """The first messages of a topic, in their order within each partition."""
    consumer = AIOKafkaConsumer(name, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()
