"""`verify` as an operator runs it: whole, broken, held against a head that left the house, or asked wrongly."""

import asyncpg

from chassis.messaging.wire import envelope_of
from contracts.messages.catalogue import topic
from tests.faults.test_killed_relays_and_projectors import under_load
from tests.messaging.source import read_topic
from tests.site.fleet import Process
from tests.site.whole import Site
from tests.waiting import eventually


async def test_a_log_is_whole_after_work_and_a_change_by_its_owner_is_named(
    site: Site, contract_slug: str, kafka: str
) -> None:
    await site.contract(contract_slug, like="rio")
    relay = site.referrals(contract_slug, "worker")
    relay.start(FAILPOINTS="relay.before-checkpoint=kill#3")
    async with under_load(site, contract_slug, seed=5):
        await eventually(relay.ended, within=60.0)
        relay.start()
        await relay.ready()
    owner = await asyncpg.connect(site.stores[contract_slug].owner_url)
    await eventually(
        lambda: owner.fetchval("select (select max(position) from events) = (select max(position) from seals)")
    )
    await relay.stop()
    events = await owner.fetchval("select count(*) from events")
    assert events > 20

    envelopes = [envelope_of(record) for record in await read_topic(kafka, topic(contract_slug, "referrals"))]
    newest = max(envelopes, key=lambda envelope: envelope.position)
    head = f"{newest.position}:{newest.seal}"
    code, told = await _verify(site, contract_slug, "--head", head)
    assert code == 0, told
    assert f"head {head}: it is the one that the log has" in told
    assert f"{events} events are what was sealed" in told

    code, told = await _verify(site, contract_slug, "--head", f"7:{newest.seal}", "--head", head)
    assert code == 1
    assert f"head 7:{newest.seal}: NOT the seal of this log" in told
    assert f"head {head}: it is the one that the log has" in told

    code, told = await _verify(site, contract_slug, "--head", "7")
    assert code == 2
    assert "'7' is not a position, a colon and 64 hexadecimal digits" in told

    stream, version = await owner.fetchrow("select stream, version from events where position = 11")
    await owner.execute("update events set recorded_at = recorded_at - interval '1 day' where position = 11")
    await owner.close()
    code, told = await _verify(site, contract_slug)
    assert code == 1
    assert f"BROKEN at position 11: the event there ({stream}, version {version}) is not the one" in told


async def _verify(site: Site, slug: str, *heads: str) -> tuple[int, str]:
    process: Process = site.referrals(slug, "verify", *heads)
    process.start()
    await eventually(process.ended, within=30.0)
    assert process.running is not None
    return process.running.returncode, process.log.read_text()
