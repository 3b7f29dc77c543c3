"""A log line is an event with fields of the allow-list; it repeats no text of an error or a library from outside."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import asyncpg
import pytest
import stamina
from stamina.instrumentation import set_on_retry_hooks

from chassis.errors import Conflict
from chassis.telemetry.logs import JsonLines, log, start_logs
from chassis.telemetry.repetition import EVERY, REMEMBERED, OnceInAWhile

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
    level = own.level
    own.setLevel(logging.INFO)
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


class Hours:
    """A clock that stands until it is moved."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def said(message: str, library: str = "aiokafka.cluster", level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord(library, level, "file.py", 1, message, ("rio.referrals.v1",), None)


def test_a_library_that_repeats_itself_is_heard_once_in_a_while() -> None:
    hours = Hours()
    seldom = OnceInAWhile(now=hours)
    missing = "Topic %s not found in cluster metadata"
    heard = [seldom.filter(said(missing)) for _ in range(500)]
    assert (heard[0], sum(heard)) == (True, 1)
    hours.seconds += EVERY
    again, after = said(missing), said(missing)
    assert (seldom.filter(again), seldom.filter(after)) == (True, False)
    line = json.loads(JsonLines("reporting", "").format(again))
    assert (line["detail"], line["left_out"]) == ("Topic - not found in cluster metadata", 499)


def test_what_another_library_says_or_says_otherwise_is_heard_at_once() -> None:
    seldom = OnceInAWhile(now=Hours())
    records = [said("away"), said("back"), said("away", "asyncpg"), said("away", level=logging.WARNING), said("away")]
    assert [seldom.filter(record) for record in records] == [True, True, True, True, False]
    assert "left_out" not in json.loads(JsonLines("reporting", "").format(records[0]))


def test_a_library_that_invents_ever_new_messages_is_not_remembered_for_ever() -> None:
    seldom = OnceInAWhile(now=Hours())
    assert all(seldom.filter(said(f"number {number}")) for number in range(REMEMBERED + 1))
    assert [seldom.filter(said(message)) for message in ("number 0", f"number {REMEMBERED}")] == [True, False]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Logs as a process starts them; gives the lines that it has written."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root, own, exporter = logging.getLogger(), logging.getLogger("redrose"), logging.getLogger("opentelemetry")
    handlers, levels = root.handlers[:], [each.level for each in (root, own, exporter)]
    start_logs("referrals", "rio")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = handlers
    for each, level in zip((root, own, exporter), levels, strict=True):
        each.setLevel(level)
    logging.captureWarnings(False)
    set_on_retry_hooks(None)


def test_a_process_hears_its_libraries_seldom_and_itself_always(started: Callable[[], list[dict[str, Any]]]) -> None:
    for _ in range(3):
        logging.getLogger("aiokafka.cluster").error("Topic %s not found in cluster metadata", "rio.referrals.v1")
        log("relay.took-over", epoch=4)
    assert [line["event"] for line in started()] == ["library", *["relay.took-over"] * 3]


async def test_a_conflict_that_is_tried_again_leaves_no_stream_in_the_log(
    started: Callable[[], list[dict[str, Any]]],
) -> None:
    records: list[str] = []
    recorder = logging.Handler(logging.NOTSET)
    recorder.emit = lambda record: records.append(str(vars(record)))  # type: ignore[method-assign]
    logging.getLogger().addHandler(recorder)
    stream = "person-link-0f2d6c7e-9b1a4458"
    async for trial in stamina.retry_context(on=Conflict, attempts=2, wait_initial=0, wait_jitter=0):
        with trial:
            if trial.num == 1:
                raise Conflict(stream, 3, 4)
    [line] = started()
    shown = {name: line[name] for name in ("level", "event", "attempt", "cause", "seconds")}
    assert shown == {"level": "info", "event": "retry.planned", "attempt": 1, "cause": "Conflict", "seconds": 0}
    assert len(records) == 1
    assert stream not in json.dumps(line) + records[0]
