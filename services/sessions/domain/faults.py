"""Faults that contents of several kinds can have: who took part, how long it took, what meets and where, and which
rules of the terms it does not keep."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.entry import not_one_of
from chassis.errors import Fault
from services.sessions.domain.terms import SessionsTerms

DAY = 24 * 60
"""Minutes of a day: nothing that belongs to one day took longer."""


def worker_faults(workers: Sequence[UUID]) -> Iterator[Fault]:
    """Somebody did it, and nobody is named twice."""
    if not workers:
        yield Fault("workers", "at least one worker must be named", "missing")
    yield from repeated_workers(workers)


def repeated_workers(workers: Sequence[UUID]) -> Iterator[Fault]:
    """Nobody is named twice."""
    if len(set(workers)) < len(workers):
        yield Fault("workers", "a worker is named more than once", "named-twice")


def length_faults(minutes: int) -> Iterator[Fault]:
    """At least a minute, a day at most."""
    if minutes < 1:
        yield Fault("minutes", f"minutes must be at least 1, not {minutes}", "too-short")
    if minutes > DAY:
        yield Fault("minutes", f"a day has {DAY} minutes, not {minutes}", "too-long")


def rule_faults(terms: SessionsTerms, unmet: Sequence[Fault], exception: str | None) -> Iterator[Fault]:
    """A rule that is not kept is a fault, unless it was set aside; what was kept cannot be set aside."""
    if exception is None:
        for fault in unmet:
            yield replace(fault, detail=f"{fault.detail}; a team leader may set the rule aside with a reason")
    elif unmet:
        yield from not_one_of("exception", exception, terms.exception_reasons)
    else:
        yield Fault("exception", "every rule is kept, so that there is nothing to set aside", "no-exception-needed")


def series_faults(
    terms: SessionsTerms,
    programme: str | None,
    activity: str | None,
    place: str | None,
    channel: str | None,
    capacity: int | None,
) -> Iterator[Fault]:
    """What meets belongs to a programme, is an activity at a place, by a channel, and has room for somebody."""
    for name, value, allowed in (
        ("programme", programme, terms.programmes),
        ("activity", activity, tuple(terms.activities)),
        ("place", place, terms.places),
        ("channel", channel, terms.channels),
    ):
        if value is None:
            yield Fault(name, f"{name} must be given", "missing")
        else:
            yield from not_one_of(name, value, allowed)
    if capacity is not None and capacity < 1:
        yield Fault("capacity", f"capacity must be at least 1, not {capacity}", "too-small")


def within(where: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The same faults, of a part of the input."""
    for fault in faults:
        yield replace(fault, field=f"{where}.{fault.field}")
