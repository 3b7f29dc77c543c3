"""A message's own trace, from the sender's request to the stored event, seen by a real receiver; and nobody in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.local.databases import DatabaseUrls
from deploy.local.ports import free_ports
from tests.conftest import Tokens
from tests.intake.messages import FAILING_NUMBER, JSON_TYPE, as_json, ids, message
from tests.referrals_api.site import KEY, terms_text
from tests.site.fleet import Process, fleet
from tests.tracing.tap import Tap, tapped
from tests.waiting import eventually

PLANTED = ("Quillfeather", "Ottoline", "9990000018", FAILING_NUMBER, "1971-08-30", "960 077", "Imaginary", "the sea")


@pytest.fixture
async def tap() -> AsyncIterator[Tap]:
    async with tapped() as receiver:
        yield receiver


@pytest.fixture
async def process(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str, tap: Tap
) -> AsyncIterator[Process]:
    """The API of an invented contract as a process of its own."""
    (tmp_path / f"{contract_slug}.toml").write_text(terms_text())
    settings = {
        "CONTRACT": contract_slug,
        "TERMS_FOLDER": str(tmp_path),
        "DATABASE_URL": migrated.service_url,
        "TOKEN_KEYS": str(tokens.public_keys),
        "PERSON_REFERENCE_KEY": KEY,
        "OTEL_METRICS_EXPORTER": "otlp",
    }
    async with fleet(tmp_path, settings | tap.env) as ships:
        api = ships.add("api", "services.referrals", ("api",), free_ports(1)[0], {})
        api.start()
        await api.ready()
        yield api


async def test_from_the_senders_request_to_the_stored_event(
    process: Process, tap: Tap, tokens: Tokens, contract_slug: str
) -> None:
    headers = {**tokens.bearer("feed", contract_slug), **ids(), "Content-Type": JSON_TYPE}
    async with httpx.AsyncClient(base_url=process.url, headers=headers) as client:
        taken = await client.post("/$process-message", content=as_json(message()))
        system = "https://fhir.nhs.uk/Id/nhs-number"
        searched = await client.get(f"/ServiceRequest?patient:identifier={system}|9990000018")
        held = await client.post("/$process-message", content=as_json(message(number=FAILING_NUMBER)), headers=ids())
        broken = await client.post("/$process-message", content=as_json(message())[:-9], headers=ids())
        no_birth = await client.post(
            "/$process-message", content=as_json(message(birthDate="1971-08-99")), headers=ids()
        )
    assert [each.status_code for each in (taken, searched, held, broken, no_birth)] == [200, 200, 200, 400, 400]

    create = await tap.span(f"create {contract_slug}.referrals.v1")
    await eventually(lambda: len(tap.named("POST /$process-message")) == 4)
    await eventually(lambda: tap.named("GET /ServiceRequest"))
    tree = [line for line in tap.tree(create.trace_id) if "CLIENT" not in line]
    assert tree == [
        "SERVER POST /$process-message",
        "  CONSUMER receive bars",
        "  INTERNAL translate fhir-r4",
        f"  PRODUCER create {contract_slug}.referrals.v1",
    ]
    await eventually(lambda: any(metric.name == "redrose.intake.objections" for metric in tap.metrics))
    told = tap.everything() + process.log.read_bytes()
    assert [planted for planted in PLANTED if planted.encode() in told] == []
