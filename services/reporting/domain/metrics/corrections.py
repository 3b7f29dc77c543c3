"""Corrections and withdrawals: what was recorded wrongly and put right, by reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    of_word,
    times_in,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.facts import Telling
from services.reporting.domain.records.journey import Fact, Kind

_CORRECTED, _WITHDRAWN = 1, 2
_FOLLOWED = "recorded-elsewhere"
"""Reason of what follows in a referral from a contact or plan of another service: no mistake was put right by it."""


class Changing(Protocol):
    """A record with what corrected or withdrew any of it."""

    @property
    def contract(self) -> str:
        """Slug of the contract."""
        ...

    @property
    def changed(self) -> Sequence[Fact | Telling]:
        """Its corrections and withdrawals."""
        ...


def changes_of(record: Changing) -> Iterable[tuple[str, date, bool]]:
    """The changes of a record that people made: reason, day of recording, whether it was a withdrawal."""
    return [_told(change) for change in record.changed if isinstance(change, Telling) or change.words[0] != _FOLLOWED]


def _told(change: Fact | Telling) -> tuple[str, date, bool]:
    if isinstance(change, Fact):
        return change.words[0], change.known_on, change.kind == Kind.FACT_WITHDRAWN
    # A withdrawal says nothing of what was withdrawn but its id.
    return change.body.reason, change.known_on, type(change.body).__name__.endswith("Withdrawn")  # type: ignore[attr-defined]


def _observe(record: Changing) -> Iterable[Observation]:
    if not record.changed:
        return ()
    return [
        (of_word(record.contract, reason), month_of(known_on), _WITHDRAWN if withdrawn else _CORRECTED)
        for reason, known_on, withdrawn in changes_of(record)
    ]


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    figures = with_total(
        "corrections and withdrawals", Unit.RECORDS, {word: count_in(tally, period) for word, tally in words.items()}
    )
    for word, tally in sorted(words.items()):
        for name, number in (("corrected", _CORRECTED), ("withdrawn", _WITHDRAWN)):
            if count := times_in(tally, period, number):
                figures.append(Figure(f"{word}: {name}", Unit.RECORDS, count, part_of=word))
    return figures


CORRECTIONS = Metric(
    definition=Definition(
        id="corrections",
        title="Corrections and withdrawals of records",
        numerator="times that something recorded was corrected or withdrawn in the period, by reason: steps of "
        "referrals, sessions, lines of registers, contacts and all else that is set down once. What a correction "
        "elsewhere brings with it in a referral is not counted again",
        denominator=None,
        unit=Unit.RECORDS,
        clock="London day on which the correction or withdrawal was recorded",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_journey=_observe,
    of_activity=_observe,
    of_gathering=_observe,
)
