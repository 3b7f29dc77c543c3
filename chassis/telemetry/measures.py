"""Metrics by name: each instrument is made at its first use, with kind, unit and meaning from `names.METRICS`."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Counter, Histogram, Observation

from chassis.telemetry import names

Label = str | int | bool
Reading = tuple[float, dict[str, Label]]


def count(name: str, amount: float = 1, **labels: Label) -> None:
    """Add to a counter."""
    _counter(name).add(amount, _allowed(labels))


def observe(name: str, value: float, **labels: Label) -> None:
    """Add a value to a histogram."""
    _histogram(name).record(value, _allowed(labels))


def watch(name: str, readings: Callable[[], Iterable[Reading]]) -> None:
    """Let a gauge show what `readings` gives, value and labels, whenever metrics are collected.

    It is called in the exporter's thread and must not wait for anything.
    """
    metric = _named(name, "gauge")

    def callback(_: CallbackOptions) -> Iterable[Observation]:
        return [Observation(value, _allowed(labels)) for value, labels in readings()]

    _meter().create_observable_gauge(name, [callback], metric.unit, metric.meaning)


def auth_refused(reason: str) -> None:
    """Count a request that was refused for who sent it."""
    count(names.AUTH_REFUSED, reason=reason)


@cache
def _counter(name: str) -> Counter:
    metric = _named(name, "counter")
    return _meter().create_counter(name, metric.unit, metric.meaning)


@cache
def _histogram(name: str) -> Histogram:
    metric = _named(name, "histogram")
    return _meter().create_histogram(name, metric.unit, metric.meaning)


def _meter() -> metrics.Meter:
    return metrics.get_meter("redrose")


def _named(name: str, kind: names.Kind) -> names.Metric:
    metric = names.METRICS[name]
    if metric.kind != kind:
        raise ValueError(f"{name} is a {metric.kind}, not a {kind}")
    return metric


def _allowed(labels: dict[str, Any]) -> dict[str, Any]:
    strange = labels.keys() - names.LABELS
    if strange:
        raise ValueError(f"labels not in names.LABELS: {', '.join(sorted(strange))}")
    return labels
