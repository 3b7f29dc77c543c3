"""Contracts with all three of their services as processes, and one more whose terms are lent by another."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

from chassis.terms import contracts_in
from contracts.messages.catalogue import topic
from tests.journeys.life import SERVICES, Team
from tests.site.whole import PACKAGED_TERMS, Site

LENT = "rio-lent"
"""A contract named after RIO that lives by the terms of Long Covid."""


def text_of(name: str, run: str) -> str:
    """Terms of a packaged contract for this run, where the other contracts have slugs of their own."""
    text = (PACKAGED_TERMS / f"{name}.toml").read_text()
    return re.sub(r"^transfers_to = .*$", lambda found: _of_run(found[0], run), text, flags=re.MULTILINE)


async def begin(site: Site, run: str, folder: Path) -> Mapping[str, Team]:
    """Start every contract's services, and reporting over all of them."""
    lent = {name: name for name in contracts_in(PACKAGED_TERMS)} | {LENT: "long-covid"}
    for name, like in lent.items():
        (folder / f"{name}-{run}.toml").write_text(text_of(like, run))
    # First all topics: a process reads those of other contracts too. Then one after the other, since Alembic migrates
    # one database at a time in a process; those that are there start up meanwhile.
    await site.topics.make(*(topic(f"{name}-{run}", each) for name in lent for each in SERVICES))
    teams = {}
    for name in lent:
        slug = f"{name}-{run}"
        teams[name] = Team(slug, site, {each: await site.service(slug, each) for each in SERVICES})
        for process in teams[name].processes.values():
            process.start()
    await site.start_reporting()
    for team in teams.values():
        await asyncio.gather(*(process.ready() for process in team.processes.values()))
    return teams


def _of_run(line: str, run: str) -> str:
    return re.sub(r'"([a-z0-9-]+)"', rf'"\1-{run}"', line)
