"""Every task of the plan is a task of its script, every aim is about contenders, and ratios are reckoned right."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.history.plan import measures_of_reports, words
from bench.plan import FULL, QUICK, Aim, Comparison, Measure, Sizes, Task, measures
from bench.report import aims, comparisons, met, reached_by, table
from bench.rounds import Result
from tests.fence.trees import ROOT, tree

MEASURE = Measure(
    "append",
    "append, one at a time",
    {"ours": Task("x", "y"), "theirs": Task("x", "y"), "third": Task("x", "y")},
    [Aim("ours", "theirs", 2.0), Aim("ours", field="p99_ms", most=250.0), Aim("ours", "third", 1.0)],
    comparisons=[
        Comparison("append", "ours", "theirs"),
        Comparison("append, late ones", "ours", "theirs", "p99_ms", " ms"),
        Comparison("append", "ours", "third"),
    ],
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


def everything(sizes: Sizes) -> list[Measure]:
    return [*measures(sizes), *measures_of_reports(sizes)]


def tasks(sizes: Sizes) -> Iterator[Task]:
    for measure in everything(sizes):
        yield from measure.contenders.values()
        yield from measure.prepare


@pytest.mark.parametrize("sizes", [QUICK, FULL], ids=["quick", "full"])
def test_every_task_is_one_of_its_script(sizes: Sizes) -> None:
    wanted = {(task.script, task.task) for task in tasks(sizes)}

    assert wanted - {(script, task) for script, _ in wanted for task in tasks_of(script)} == set()


def test_every_aim_names_contenders_of_its_measure() -> None:
    strangers = [
        (measure.key, aim)
        for measure in everything(FULL)
        for aim in [*measure.aims, *measure.comparisons]
        if not {aim.of, *([aim.against] if aim.against else [])} <= measure.contenders.keys()
    ]

    assert strangers == []


def test_keys_of_measures_are_unique() -> None:
    keys = [measure.key for measure in everything(FULL)]

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


def test_a_comparison_is_a_row_of_measure_redrose_reference_and_ratio() -> None:
    assert [" ".join(line.split()) for line in comparisons([RESULT]).splitlines()] == [
        "",
        "Comparisons",
        "measure Redrose reference ratio",
        "append ours: 1,200/s theirs: 600/s 2.00",
        "append, late ones ours: 255 ms theirs: - not measured",
        "append ours: 1,200/s third: - not measured",
    ]


def test_reports_are_measured_at_every_size_against_getmany_and_plain_sql() -> None:
    asked = replace(FULL, histories=(10_000, 1_000_000, 10_000_000))
    rows = [
        (each.title, each.of, each.against) for measure in measures_of_reports(asked) for each in measure.comparisons
    ]

    for size in ("10 thousand", "1 million", "10 million"):
        assert (f"rebuild, {size}", f"redrose, {size}", f"bare getmany, {size}") in rows
        for key in ("report", "as-at-middle", "as-at-late"):
            assert (f"{key}, {size}", f"redrose, {size}", f"plain SQL, {size}") in rows
    assert ("report, flat", "redrose, 10 million", "redrose, 10 thousand") in rows
    assert ("rebuild, peak memory", "redrose, 10 million", "redrose, 1 million") in rows
    assert ("packs", "all forms", "model alone") in rows


def test_a_size_is_named_as_it_is_spoken_of() -> None:
    assert [words(each) for each in (300, 10_000, 1_000_000, 10_500)] == ["300", "10 thousand", "1 million", "10,500"]


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
