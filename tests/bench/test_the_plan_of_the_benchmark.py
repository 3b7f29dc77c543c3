"""Every task of the plan is a task of its script, every aim is about contenders, and ratios are reckoned right."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.plan import FULL, QUICK, Aim, Measure, Sizes, Task, measures
from bench.report import aims, met, reached_by, table
from bench.rounds import Result
from tests.fence.trees import ROOT, tree

MEASURE = Measure(
    "append",
    "append, one at a time",
    {"ours": Task("x", "y"), "theirs": Task("x", "y"), "third": Task("x", "y")},
    [Aim("ours", "theirs", 2.0), Aim("ours", field="p99_ms", most=250.0), Aim("ours", "third", 1.0)],
)
RESULT = Result(
    MEASURE,
    {
        "ours": [{"rate": 900.0, "peak_mb": 40.0, "p99_ms": 240.0}, {"rate": 1500.0, "peak_mb": 42.0, "p99_ms": 270.0}],
        "theirs": [{"rate": 500.0, "peak_mb": 50.0}, {"rate": 700.0, "peak_mb": 50.0}],
        "third": [],
    },
    {"third": "x y: no word"},
)


def tasks(sizes: Sizes) -> Iterator[Task]:
    for measure in measures(sizes):
        yield from measure.contenders.values()
        yield from measure.prepare


@pytest.mark.parametrize("sizes", [QUICK, FULL], ids=["quick", "full"])
def test_every_task_is_one_of_its_script(sizes: Sizes) -> None:
    wanted = {(task.script, task.task) for task in tasks(sizes)}

    assert wanted - {(script, task) for script, _ in wanted for task in tasks_of(script)} == set()


def test_every_aim_names_contenders_of_its_measure() -> None:
    strangers = [
        (measure.key, aim)
        for measure in measures(FULL)
        for aim in measure.aims
        if not {aim.of, *([aim.against] if aim.against else [])} <= measure.contenders.keys()
    ]

    assert strangers == []


def test_keys_of_measures_are_unique() -> None:
    keys = [measure.key for measure in measures(FULL)]

    assert len(keys) == len(set(keys))


def test_a_ratio_is_that_of_the_medians() -> None:
    assert reached_by(RESULT, MEASURE.aims[0]) == 2.0
    assert met(MEASURE.aims[0], 2.0)
    assert not met(MEASURE.aims[0], 1.99)


def test_a_limit_is_met_from_below() -> None:
    assert reached_by(RESULT, MEASURE.aims[1]) == 255.0
    assert not met(MEASURE.aims[1], 255.0)
    assert met(MEASURE.aims[1], 250.0)


def test_what_failed_is_told_and_its_aim_is_not_measured() -> None:
    assert [" ".join(line.split()) for line in table(RESULT).splitlines()] == [
        "",
        "append, one at a time",
        "third failed x y: no word",
        "ours 1,200/s 900 to 1,500 1.00 41 MB, p99_ms 255.0",
        "theirs 600/s 500 to 700 0.50 50 MB",
    ]
    assert [line.split()[-1] for line in aims([RESULT]).splitlines()[2:]] == ["met", "missed", "measured"]


def tasks_of(script: str) -> set[str]:
    """The names that a script gives to `perform`."""
    path = Path("bench") / "contenders" / f"{script}.py"
    assert (ROOT / path).exists()
    return {
        key.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "perform"
        for key in getattr(node.args[0], "keys", [])
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
