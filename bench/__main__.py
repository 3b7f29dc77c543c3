"""`python -m bench`: measures Redrose, its peers and the bare drivers in turns on the same servers, and prints tables.

Servers are those at REDROSE_TEST_POSTGRES and REDROSE_TEST_KAFKA, else ones that this run starts in `.bench/servers`.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from bench.history.plan import disk_needed, measures_of_reports
from bench.plan import FULL, PARTITIONS, QUICK, Measure, Sizes, measures
from bench.report import aims, comparisons, profiles, table
from bench.rounds import Result, Rounds
from bench.stage import HOME, ROOT, Stage, peers_python
from deploy.local.servers import start_servers


def main(arguments: list[str]) -> int:
    """Runs what the arguments ask for; 1 if a contender failed. A missed aim is printed and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: whether it runs, not how fast")
    parser.add_argument("--only", action="append", metavar="KEY", help="a measure, or the start of its key; repeatable")
    parser.add_argument("--rounds", type=int, help="rounds of each contender")
    parser.add_argument("--messages", action="append", type=int, help="size of a history for reports; repeatable")
    parser.add_argument("--list", action="store_true", help="print the keys of the measures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file too")
    asked = parser.parse_args(arguments)
    sizes = QUICK if asked.quick else FULL
    if asked.messages:
        sizes = replace(sizes, histories=tuple(sorted(asked.messages)))
    whole = [*measures(sizes), *measures_of_reports(sizes)]
    chosen = [each for each in whole if not asked.only or each.key.startswith(tuple(asked.only))]
    if asked.list:
        print("\n".join(f"{each.key:16} {each.title}" for each in chosen))
        return 0
    if not chosen:
        parser.error(f"no measure is called {' or '.join(asked.only)}; --list names them")
    reporting = {each.key for each in measures_of_reports(sizes)}
    if any(each.key in reporting for each in chosen) and shutil.disk_usage(ROOT).free < disk_needed(sizes):
        parser.error(
            f"reports over {sum(sizes.histories):,} messages need {disk_needed(sizes) / 1e9:.0f} GB of free disk:"
            " name smaller histories with --messages"
        )
    results = asyncio.run(run(chosen, sizes, asked.rounds or sizes.rounds))
    print(comparisons(results))
    print(aims(results))
    print(profiles(results))
    if asked.json:
        asked.json.write_text(json.dumps({each.measure.key: each.figures for each in results}, indent=1, default=list))
    return 1 if any(result.failures for result in results) else 0


async def run(chosen: list[Measure], sizes: Sizes, rounds: int) -> list[Result]:
    """Carries out the measures one after the other and prints each as it is done."""
    peers = peers_python()
    servers = await start_servers(
        HOME / "servers",
        lambda line: print(line, file=sys.stderr),
        os.environ.get("REDROSE_TEST_POSTGRES"),
        os.environ.get("REDROSE_TEST_KAFKA"),
    )
    stage = Stage(servers, PARTITIONS)
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, rounds: {rounds}, {sizes}", flush=True)
    results = []
    try:
        take_turns = Rounds(stage, peers, rounds)
        for measure in chosen:
            results.append(await take_turns.measure(measure))
            print(table(results[-1]), flush=True)
    finally:
        await stage.clear()
        servers.stop()
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
