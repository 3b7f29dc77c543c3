"""The measures of reports over a tiny history: every row comes, whatever its time."""

import sys
from dataclasses import replace
from pathlib import Path

from bench.history.plan import measures_of_reports
from bench.plan import PARTITIONS, QUICK, Measure
from bench.report import comparisons, table
from bench.rounds import Rounds
from bench.stage import Stage
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.servers import Servers

TINY = replace(QUICK, histories=(500,), runs=2)


def chosen() -> list[Measure]:
    """The rebuild, which the others build on, one kind of report, and packs that are not printed."""
    found = {measure.key: measure for measure in measures_of_reports(TINY)}
    packs = replace(found["packs"], contenders={"model alone": found["packs"].contenders["model alone"]})
    return [found["rebuild"], found["as-at-middle"], found["pack-team"], replace(packs, comparisons=())]


async def test_every_row_of_a_tiny_run_is_measured(postgres_server, kafka_server: Kafka) -> None:  # type: ignore[no-untyped-def]
    stage = Stage(Servers(Postgres(postgres_server.admin_url, None), kafka_server), PARTITIONS)
    try:
        rounds = Rounds(stage, Path(sys.executable), 1)
        results = [await rounds.measure(measure) for measure in chosen()]
    finally:
        await stage.clear()

    assert [result.failures for result in results] == [{}, {}, {}, {}]
    rows = [line.split("  ")[1].strip() for result in results for line in table(result).splitlines()[2:]]
    assert rows == [
        "redrose, 500",
        "bare getmany, 500",
        "redrose, 500",
        "two figures, 500",
        "plain SQL, 500",
        "redrose, 500",
        "model alone",
    ]
    assert "not measured" not in comparisons(results)
    rebuilt = results[0].figures["redrose, 500"][0]
    assert rebuilt["count"] > 300
    assert rebuilt["peak_mb"] > 0
