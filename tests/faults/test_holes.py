"""A hole in what reporting hears never passes in silence, and heals when the page is sent again."""

import asyncio
import signal
from typing import Any

import httpx
import pytest

from chassis.messaging.producer import SEND_WITHIN
from deploy.local.kafka import Kafka
from tests.site.whole import Site
from tests.waiting import eventually

PAUSE = SEND_WITHIN + 4
"""Seconds of silence: longer than a request may take, and longer than the relay waits before it begins anew."""


async def test_a_message_that_the_relay_skipped_is_missed_and_the_figures_heal_when_it_is_sent_again(
    site: Site, contract_slug: str
) -> None:
    await site.contract(contract_slug, like="rio")
    reporting = await site.start_reporting()
    load = await site.load(contract_slug, seed=3)
    await load.live(40)
    relay = site.referrals(contract_slug, "worker")
    relay.start(FAILPOINTS="relay.skip=position:17")

    async def seen() -> Any:
        source = (await site.lag())["sources"][0]
        return source if source["missing"] == [17] else None

    source = await eventually(seen, within=60.0)
    assert source["hole_since"] is not None
    assert (await site.lag())["whole"] is False
    async with httpx.AsyncClient() as client:
        ready = await client.get(f"{reporting.url}/readyz")
    assert ready.status_code == 200
    assert "up to 17: nothing beyond is applied until they are sent again" in ready.text

    await relay.stop()
    again = site.referrals(contract_slug, "relay", "--from", "17")
    again.start()
    await eventually(again.ended, within=30.0)
    assert again.running is not None
    assert again.running.returncode == 0, again.log.read_text()
    relay.start()
    await site.figures_equal_the_recount()
    await eventually(lambda: _whole(site), within=30.0)


async def _whole(site: Site) -> bool:
    return bool((await site.lag())["whole"])


async def test_a_broker_that_paused_beyond_the_time_out_under_load_leaves_no_hole_in_the_figures(
    site: Site, contract_slug: str, kafka_server: Kafka
) -> None:
    if kafka_server.process is None:
        pytest.skip("the broker belongs to somebody else, and a test may not pause it")
    broker = kafka_server.process.popen
    await site.contract(contract_slug, like="rio")
    await site.start_reporting()
    relay = site.referrals(contract_slug, "worker")
    relay.start()
    await relay.ready()
    load = await site.load(contract_slug, seed=4)
    async with asyncio.TaskGroup() as group:
        group.create_task(load.run(writers=3, pause=0.01))
        await eventually(lambda: load.done > 100)
        broker.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(PAUSE)
        finally:
            broker.send_signal(signal.SIGCONT)
        before = load.done
        await eventually(lambda: load.done > before + 100)
        load.stop()
    assert "not acknowledged within 30.0 s" in relay.log.read_text(), "the pause was too short to prove anything"
    await site.figures_equal_the_recount(within=120.0)
    assert (await site.lag())["whole"] is True
