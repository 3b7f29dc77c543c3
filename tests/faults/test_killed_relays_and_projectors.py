"""A process that is killed at any point loses nothing and doubles nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from tests.site.fleet import Process
from tests.site.whole import Site
from tests.waiting import eventually

KILLS = 50
"""How often each point is hit; each time under load, at a pass that chance picks."""


async def until_killed(process: Process, failpoint: str, times: int) -> None:
    """Start a process again and again with a failpoint that kills it, until that has happened so many times."""
    for _ in range(times):
        process.start(FAILPOINTS=failpoint)
        await eventually(process.ended, within=60.0)
        assert process.running is not None
        assert process.running.returncode == -9, process.log.read_text()[-3000:]
    process.start()


@contextlib.asynccontextmanager
async def under_load(site: Site, slug: str, seed: int) -> AsyncIterator[None]:
    """Referrals live their lives in the contract until the block is left, and end well then."""
    load = await site.load(slug, seed)
    async with asyncio.TaskGroup() as group:
        group.create_task(load.run(writers=2, pause=0.02))
        yield
        load.stop()
    assert load.done > 0


async def test_a_relay_killed_between_send_and_checkpoint_repeats_itself_and_the_figures_stand(
    site: Site, contract_slug: str
) -> None:
    await site.contract(contract_slug, like="rio")
    await site.start_reporting()
    relay = site.referrals(contract_slug, "worker")
    async with under_load(site, contract_slug, seed=1):
        await until_killed(relay, "relay.before-checkpoint=kill@0.4", KILLS)
    await site.figures_equal_the_recount()


async def test_a_projector_killed_before_its_commit_starts_where_it_was_and_the_figures_stand(
    site: Site, contract_slug: str
) -> None:
    await _projector_killed(site, contract_slug, "projector.before-commit=kill@0.4")


async def test_a_projector_killed_after_its_commit_applies_nothing_twice(site: Site, contract_slug: str) -> None:
    await _projector_killed(site, contract_slug, "projector.after-commit=kill@0.4")


async def _projector_killed(site: Site, slug: str, failpoint: str) -> None:
    await site.contract(slug, like="rio")
    projector = await site.start_reporting()
    relay = site.referrals(slug, "worker")
    relay.start()
    projector.kill()
    async with under_load(site, slug, seed=2):
        await until_killed(projector, failpoint, KILLS)
    await projector.ready()
    await site.figures_equal_the_recount()
