"""Logs as JSON lines: an event's name and fields from the allow-list, with trace and span; nothing free in between."""

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson
from opentelemetry import trace
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from chassis.telemetry import names
from chassis.telemetry.repetition import LEFT_OUT, OnceInAWhile

_EVENT = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_LONGEST = 500
_FRAMES = 12
_EXTRA = "redrose_fields"

_log = logging.getLogger("redrose")


def log(event: str, *, level: str = "info", error: BaseException | None = None, **fields: Any) -> None:
    """Say that something happened: `log("relay.took-over", epoch=4)`.

    `event` is words with dots and hyphens; fields are those of `names.LOG_FIELDS`. Of an `error` its class and where
    it was raised are told, not its text, which may repeat what came from outside.
    """
    if not _EVENT.fullmatch(event):
        raise ValueError("the name of a log event is words with dots and hyphens; what varies goes into fields")
    strange = fields.keys() - names.LOG_FIELDS
    if strange:
        raise ValueError(f"fields not in names.LOG_FIELDS: {', '.join(sorted(strange))}")
    if error is not None:
        fields |= _told(error)
    _log.log(logging.getLevelNamesMapping()[level.upper()], event, extra={_EXTRA: fields})


def start_logs(service: str, contract: str, level: int = logging.INFO) -> None:
    """Send this process's logs to standard error as JSON lines, libraries' warnings included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service, contract))
    seldom = OnceInAWhile()
    handler.addFilter(lambda record: hasattr(record, _EXTRA) or seldom.filter(record))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(level)
    # The exporter says itself, once, that the collector is away; the SDK would print a traceback for each batch.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    logging.captureWarnings(True)
    # Its own hook keeps the error's text in the record, and that of a conflict names a stream.
    set_on_retry_hooks([_retried])


def _retried(details: RetryDetails) -> None:
    log(
        names.LOG_RETRY,
        attempt=details.retry_num,
        cause=type(details.caused_by).__qualname__,
        seconds=round(details.wait_for, 3),
    )


class JsonLines(logging.Formatter):
    """One JSON object a line. Of a library's record the template is shown and its numbers, never its other values."""

    def __init__(self, service: str, contract: str) -> None:
        super().__init__()
        self._who = {"service": service} | ({"contract": contract} if contract else {})

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        own = getattr(record, _EXTRA, None)
        if own is not None:
            line |= {"event": record.msg} | self._who | {key: _short(value) for key, value in own.items()}
        else:
            line |= {"event": names.LOG_LIBRARY} | self._who | _library(record)
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line |= {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
        return orjson.dumps(line, default=str).decode()


def _library(record: logging.LogRecord) -> dict[str, Any]:
    shown: dict[str, Any] = {"library": record.name, "detail": _short(_template(record))}
    if record.exc_info and record.exc_info[1] is not None:
        shown |= _told(record.exc_info[1])
    if (left_out := getattr(record, LEFT_OUT, 0)) > 0:
        shown["left_out"] = left_out
    return shown


def _template(record: logging.LogRecord) -> str:
    """The message with its numbers filled in and a dash for whatever else it would show."""
    text = str(record.msg)
    if not record.args:
        return text if record.args is None or record.args == () else _dashed(text)
    if isinstance(record.args, tuple):
        shown = tuple(value if isinstance(value, int | float) else "-" for value in record.args)
        try:
            return text % shown
        except (TypeError, ValueError):
            pass
    return _dashed(text)


def _dashed(text: str) -> str:
    return re.sub(r"%(\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]", "-", text)


def _told(error: BaseException) -> dict[str, Any]:
    """Class of an error and the last places it passed through."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{_shortened(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    return {"error": type(error).__qualname__, "at": places} | (
        {"cause": type(cause).__qualname__} if cause is not None else {}
    )


def _shortened(filename: str) -> str:
    return "/".join(filename.rsplit("/", 3)[-3:])


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value
