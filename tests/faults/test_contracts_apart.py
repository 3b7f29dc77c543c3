"""Contracts run apart: one that is killed takes nobody with it, and comes back with everything it had."""

import asyncio
from uuid import uuid4

import httpx

from chassis.terms import contracts_in
from tests.site.whole import PACKAGED_TERMS, Site


async def test_a_contract_killed_under_load_leaves_the_others_working_and_loses_nothing(site: Site) -> None:
    run = uuid4().hex[:8]
    slugs = {like: f"{like}-{run}" for like in contracts_in(PACKAGED_TERMS)}
    assert len(slugs) == 5
    for like, slug in slugs.items():
        await site.contract(slug, like=like)
    processes = {slug: site.referrals(slug) for slug in slugs.values()}
    for process in processes.values():
        process.start()
    await asyncio.gather(*(process.ready() for process in processes.values()))
    reporting = await site.start_reporting()

    struck, *others = slugs.values()
    people: tuple[str, ...] = ()
    async with asyncio.TaskGroup() as group:
        loads = []
        for number, slug in enumerate(slugs.values()):
            load = await site.load(slug, seed=100 + number, people=people)
            people = load.people[:30]
            loads.append(load)
            group.create_task(load.run(writers=1, pause=0.03))
        await asyncio.sleep(1)
        processes[struck].kill()
        await asyncio.sleep(2)
        async with httpx.AsyncClient() as client:
            for slug in others:
                answer = await client.get(
                    f"{processes[slug].url}/referrals", headers=site.tokens.bearer("worker", slug)
                )
                assert answer.status_code == 200
            assert (await client.get(f"{reporting.url}/readyz")).status_code == 200
        for load in loads:
            load.stop()
    assert processes[struck].ended()
    living = {slug: urls for slug, urls in site.stores.items() if slug != struck}
    lost, site.stores = site.stores, living
    for slug in others:
        assert not processes[slug].ended()
    processes[struck].start()
    await processes[struck].ready()
    site.stores = lost
    await site.figures_equal_the_recount()
