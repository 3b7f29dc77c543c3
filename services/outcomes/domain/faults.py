"""Faults that entries of several kinds can have: in what programme, by whom, and which ways to wellbeing."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from chassis.entry import not_one_of
from chassis.errors import Fault
from services.outcomes.domain.terms import WAYS, OutcomesTerms


def worker_faults(workers: Sequence[UUID]) -> Iterator[Fault]:
    """Nobody of the team is named twice."""
    if len(set(workers)) < len(workers):
        yield Fault("workers", "a worker is named more than once", "named-twice")


def programme_faults(terms: OutcomesTerms, programme: str | None) -> Iterator[Fault]:
    """A programme, where one is named, is of the contract."""
    if programme is not None:
        yield from not_one_of("programme", programme, terms.programmes)


def way_faults(ways: Sequence[str]) -> Iterator[Fault]:
    """Each is one of the Five Ways, and none is hit twice at once."""
    if any(way not in WAYS for way in ways):
        yield Fault("ways", f"each must be one of {', '.join(WAYS)}", "unknown-way")
    elif len(set(ways)) < len(ways):
        yield Fault("ways", "a way is named more than once", "named-twice")


def in_order(ways: Sequence[str]) -> tuple[str, ...]:
    """The ways in the order in which the Five Ways are always named, those that are none of them behind."""
    return (*(way for way in WAYS if way in ways), *(way for way in ways if way not in WAYS))
