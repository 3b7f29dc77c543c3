"""Soft outcomes: changes that people reported, by area of life."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.outcomes import SoftOutcomeRecorded
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
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_REPORTED = 1


def _observe(activity: Activity) -> Iterable[Observation]:
    change = activity.what
    if not isinstance(change, SoftOutcomeRecorded):
        return ()
    return ((of_word(activity.contract, change.area), month_of(change.on), _REPORTED),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    return with_total("soft outcomes", Unit.OUTCOMES, {word: count_in(each, period) for word, each in words.items()})


SOFT_OUTCOMES = Metric(
    definition=Definition(
        id="soft-outcomes",
        title="Soft outcomes",
        numerator="changes that people reported in the period, by questionnaire or in conversation, by area of life; "
        "changes, not people",
        denominator=None,
        unit=Unit.OUTCOMES,
        clock="day on which the change was reported",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_observe,
)
