"""Corrections and withdrawals: what was recorded wrongly and put right, by reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

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
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.facts import Telling
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey, Kind

_CORRECTED, _WITHDRAWN = 1, 2
_FOLLOWED = "recorded-elsewhere"
"""Reason of what follows in a referral from a contact or plan of another service: no mistake was put right by it."""


def changes_of_journey(journey: Journey) -> Iterable[tuple[str, date, bool]]:
    """The changes of a referral that people made: reason, day of recording, whether it was a withdrawal."""
    for fact in journey.changed:
        if fact.words[0] != _FOLLOWED:
            yield fact.words[0], fact.known_on, fact.kind == Kind.FACT_WITHDRAWN


def changes_of(told: Iterable[Telling]) -> Iterable[tuple[str, date, bool]]:
    """The same of messages that correct or withdraw: a withdrawal says nothing of what was withdrawn but its id."""
    for _, known_on, body in told:
        yield body.reason, known_on, type(body).__name__.endswith("Withdrawn")  # type: ignore[attr-defined]


def _observed(contract: str, changes: Iterable[tuple[str, date, bool]]) -> Iterable[Observation]:
    return [
        (of_word(contract, reason), month_of(known_on), _WITHDRAWN if withdrawn else _CORRECTED)
        for reason, known_on, withdrawn in changes
    ]


def _of_journey(journey: Journey) -> Iterable[Observation]:
    return _observed(journey.contract, changes_of_journey(journey)) if journey.changed else ()


def _of_activity(activity: Activity) -> Iterable[Observation]:
    return _observed(activity.contract, changes_of(activity.changed)) if activity.changed else ()


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    return _observed(gathering.contract, changes_of(gathering.changed)) if gathering.changed else ()


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
    of_journey=_of_journey,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
