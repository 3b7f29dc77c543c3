"""What the code tells is what `names.py` lists: no other field, label or metric, and none listed that nothing tells."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.telemetry import measures, names

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for floor in ("chassis", "services") for path in (ROOT / floor).rglob("*.py"))
OWN_OF_LOG = {"level", "error"}
OWN_OF_MEASURES = {"name", "amount", "value", "readings"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a file by the last word of what is called, with the word before it: `measures.count`, `log`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                yield f"{node.func.value.id}.{node.func.attr}", node


def keywords(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg is not None}


def test_every_log_line_has_fields_of_the_list() -> None:
    strange = {
        f"{path.relative_to(ROOT)}:{call.lineno}: {field}"
        for path in FILES
        for called, call in calls(path)
        if called in ("log", "logs.log")
        for field in keywords(call) - names.LOG_FIELDS - OWN_OF_LOG
    }
    assert strange == set()


def test_every_metric_has_labels_of_the_list() -> None:
    strange = {
        f"{path.relative_to(ROOT)}:{call.lineno}: {label}"
        for path in FILES
        for called, call in calls(path)
        if called in ("measures.count", "measures.observe")
        for label in keywords(call) - names.LABELS - OWN_OF_MEASURES
    }
    assert strange == set()


def test_no_code_outside_the_chassis_telemetry_names_an_attribute_by_itself() -> None:
    spelt = {
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in FILES
        if path.parent.name != "telemetry"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names.SPAN_ATTRIBUTES | names.METRICS.keys()
    }
    assert spelt == set()


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("POST /referrals/{referral_id}/acceptance", True),
        ("GET", True),
        ("create long-covid.referrals.v1", True),
        ("process rio.referrals.v1", True),
        ("SELECT", True),
        ("COMMIT;", True),
        ("translate fhir-r4", True),
        ("rebuild figures", True),
        ("rio.referrals.v1 send", False),
        ("create referral of Jane", False),
        ("connect", False),
        ("POST /referrals/ Jane", False),
    ],
)
def test_spans_have_few_forms_of_names(name: str, good: bool) -> None:
    assert names.is_span(name) is good


def test_a_metric_is_counted_as_what_it_is() -> None:
    with pytest.raises(ValueError, match=r"redrose\.auth\.refused is a counter, not a histogram"):
        measures.observe(names.AUTH_REFUSED, 1)
    with pytest.raises(KeyError):
        measures.count("redrose.surprise")
    with pytest.raises(ValueError, match=r"names\.LABELS: person"):
        measures.count(names.AUTH_REFUSED, person="u-1")


def test_units_and_meanings_are_written() -> None:
    assert {
        name for name, metric in names.METRICS.items() if not metric.unit or not metric.meaning.endswith(".")
    } == set()
