"""A log line is an event with fields of the allow-list; it repeats no text of an error or a library from outside."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from chassis.telemetry.logs import JsonLines, log

CANARY = "Jane Canary"


class Kept(logging.Handler):
    """Lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines("referrals", "rio"))
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    root, own = logging.getLogger(), logging.getLogger("redrose")
    root.addHandler(handler)
    level, own.level = own.level, logging.INFO
    yield handler
    own.setLevel(level)
    root.removeHandler(handler)


def test_a_line_says_who_what_and_when(kept: Kept) -> None:
    log("relay.took-over", epoch=4, topic="rio.referrals.v1")
    [line] = kept.lines
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "relay.took-over",
        "service": "referrals",
        "contract": "rio",
        "epoch": 4,
        "topic": "rio.referrals.v1",
    }


@pytest.mark.parametrize("event", [f"referral of {CANARY}", "Relay", "relay took over", ""])
def test_an_event_is_no_sentence(event: str) -> None:
    with pytest.raises(ValueError, match="words with dots"):
        log(event)


def test_a_field_must_be_on_the_list() -> None:
    with pytest.raises(ValueError, match=r"names\.LOG_FIELDS: person"):
        log("relay.took-over", person=CANARY)


def test_of_an_error_only_class_and_place_are_told(kept: Kept) -> None:
    try:
        try:
            raise asyncpg.UniqueViolationError(f"Key (name)=({CANARY}) already exists")
        except asyncpg.UniqueViolationError as error:
            raise ValueError(CANARY) from error
    except ValueError as error:
        log("letterbox.failed", level="error", error=error)
    [line] = kept.lines
    assert (line["error"], line["cause"]) == ("ValueError", "UniqueViolationError")
    assert line["at"][-1].startswith("tests/tracing/test_log_lines.py:")
    assert "Canary" not in json.dumps(line)


@pytest.mark.parametrize(
    ("template", "arguments", "shown"),
    [
        ("Topic %s not available", (CANARY,), "Topic - not available"),
        ("%d of %s in %.1f s", (3, CANARY, 1.25), "3 of - in 1.2 s"),
        ("%(name)s is here", ({"name": CANARY},), "- is here"),
        ("nothing varies", (), "nothing varies"),
        ("%d %s", ("not", "enough", "places"), "- -"),
    ],
)
def test_of_a_library_the_template_and_its_numbers_are_told(
    template: str, arguments: tuple[object, ...], shown: str
) -> None:
    record = logging.LogRecord("somebody.elses", logging.WARNING, "file.py", 1, template, arguments, None)
    line = json.loads(JsonLines("referrals", "rio").format(record))
    assert (line["event"], line["library"], line["detail"]) == ("library", "somebody.elses", shown)


def test_of_a_librarys_error_the_text_is_not_told(kept: Kept) -> None:
    try:
        raise KeyError(CANARY)
    except KeyError:
        logging.getLogger("somebody.elses").exception("it failed")
    [line] = kept.lines
    assert (line["error"], line["detail"]) == ("KeyError", "it failed")
    assert "Canary" not in json.dumps(line)


def test_a_long_value_is_cut(kept: Kept) -> None:
    log("relay.trouble", detail="x" * 10_000)
    assert len(kept.lines[0]["detail"]) == 500
