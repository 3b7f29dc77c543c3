"""`make demo-year`: a synthetic 2022/23 and 2023/24, played through the commands of the services.

Beside a run that is up its services publish and project what is played as it comes. Without one PostgreSQL is started
for the playing alone, and the next `make run` publishes it. Broken off, it goes on where it was.
"""

import asyncio
import os
import sys
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import stamina

from chassis.clock import today
from chassis.errors import RedroseError
from chassis.terms import contracts_in
from deploy.demo.figures import SIZES, read_sizes
from deploy.demo.opening import opened, urls_of_run
from deploy.demo.plan import plans
from deploy.demo.playing import Bar, Played, play
from deploy.local.faults import FolderInUse, LocalFault
from deploy.local.instances import Instance, instances
from deploy.local.lock import only_run
from deploy.local.migrated import migrated_databases, person_reference_key
from deploy.local.processes import stop_stragglers, tie_to_parent
from deploy.local.saying import Progress, tell_fault
from deploy.local.servers import check_disk, provide_postgres
from deploy.local.tokens import TERMS


async def play_year(home: Path, sizes: Path, urls: Mapping[Instance, str]) -> None:
    """Play both years into these databases, and say how long it took."""
    stamina.instrumentation.set_on_retry_hooks([])  # A batch that is decided again is nothing to tell of.
    say, read = Progress(), read_sizes(sizes)
    slugs = [slug for slug in contracts_in(TERMS) if slug in read.people.shares]
    key = b64decode(person_reference_key(home))
    async with opened(TERMS, slugs, urls) as contracts:
        say("drawing people, referrals, groups and outcomes from the seed")
        stages = plans(read, contracts, key, today())
        say(f"{sum(len(own) for own in stages.values())} stages for {len(stages)} contracts")
        began, bar = monotonic(), Bar()
        total = await play(stages, Played.read(home / "demo-year.json", read.seed), bar)
    taken = monotonic() - began
    say(f"{total:,} commands are in the logs; {bar.carried_out:,} were carried out now, in {taken:,.0f} s")


async def _beside(home: Path, sizes: Path) -> None:
    print(f"a run of {home} is up: its services publish what is played as it comes", flush=True)
    await play_year(home, sizes, urls_of_run(home, instances(contracts_in(TERMS))))


async def _alone(home: Path, sizes: Path) -> None:
    check_disk(home)
    say = Progress()
    postgres = await provide_postgres(home, say, os.environ.get("REDROSE_POSTGRES"))
    try:
        databases = await migrated_databases(postgres.admin_url, home, instances(contracts_in(TERMS)))
        say(f"{len(databases)} databases migrated")
        await play_year(home, sizes, {one: urls.service_url for one, urls in databases.items()})
        say("PostgreSQL stops; `make run` starts everything and publishes what was played")
    finally:
        postgres.stop()


def main() -> int:
    """Exit code 0 when everything is in the logs, 1 with one line on what went wrong."""
    if os.environ.get("REDROSE_TIED"):
        tie_to_parent()
    home = Path(os.environ.get("REDROSE_HOME", ".local")).resolve()
    sizes = Path(os.environ.get("DEMO_SIZES", SIZES))
    try:
        try:
            with only_run(home):
                asyncio.run(_alone(home, sizes))
        except FolderInUse:
            asyncio.run(_beside(home, sizes))
    except KeyboardInterrupt:
        tell_fault("broken off; the same command goes on where it was")
        return 1
    except (LocalFault, RedroseError, OSError, ValueError) as error:
        tell_fault(error)
        return 1
    finally:
        stop_stragglers()
    return 0


if __name__ == "__main__":
    sys.exit(main())
