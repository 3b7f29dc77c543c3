"""The running service: a plan that was agreed over HTTP stands in its topic, without its words and who agreed it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from contracts.messages.catalogue import topic
from deploy.local.databases import DatabaseUrls
from deploy.local.ports import free_ports
from tests.conftest import Tokens, Topics
from tests.outcomes_api.site import PERSON, TERMS, WORKER, plan
from tests.site.fleet import fleet

KEY = "00000000-0000-4000-8000-000000000001"


async def test_a_plan_and_its_goal_are_published(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str, kafka: str, topics: Topics
) -> None:
    await topics.make(topic(contract_slug, "outcomes"))
    await topics.make(topic(contract_slug, "referrals"))
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
            "outcomes",
            "services.outcomes",
            ("serve",),
            free_ports(1)[0],
            {"CONTRACT": contract_slug, "DATABASE_URL": migrated.service_url},
        )
        process.start()
        await process.ready()
        headers = tokens.bearer("worker", contract_slug) | {"Idempotency-Key": KEY}
        async with httpx.AsyncClient(base_url=process.url, headers=headers) as client:
            answer = await client.post("/plans", json=plan())
            assert answer.status_code == 201, answer.text
        told = await _first_of(kafka, topic(contract_slug, "outcomes"), 3)

    assert [dict(each.headers)["ce_type"] for each in told] == [b"plan-agreed.v1", b"goal-set.v1", b"action-agreed.v1"]
    assert {each.key for each in told} == {PERSON.encode()}
    assert not [each for each in told if WORKER.encode() in each.value or b"place" in each.value]


async def _first_of(kafka: str, name: str, count: int) -> list[Any]:
    """The first messages of a topic, in their order within each partition."""
    consumer = AIOKafkaConsumer(name, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()
