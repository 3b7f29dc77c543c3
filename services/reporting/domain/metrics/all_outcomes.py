"""Outcomes: soft and hard ones together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.outcomes import SoftOutcomeRecorded
from services.reporting.domain.metric import (
    ORGANISATION,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
)
from services.reporting.domain.metrics import hard_outcomes
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_SOFT = 1
_NO_WORD = ""
"""Soft outcomes stand in the scope itself, hard ones behind it under their kinds."""


def _of_activity(activity: Activity) -> Iterable[Observation]:
    change = activity.what
    if not isinstance(change, SoftOutcomeRecorded):
        return ()
    month = month_of(change.on)
    return ((activity.contract, month, _SOFT), (ORGANISATION, month, _SOFT))


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    soft = count_in(words.get(_NO_WORD, {}), period)
    hard = sum(hard_outcomes.outcomes_in(tally, period) for word, tally in words.items() if word != _NO_WORD)
    return (Figure("outcomes", Unit.OUTCOMES, soft + hard),)


ALL_OUTCOMES = Metric(
    definition=Definition(
        id="outcomes",
        title="Outcomes",
        numerator="soft outcomes and hard outcomes of the period together, each as it counts by itself. The review of "
        'one year calls its count "soft outcomes" and that of another "outcomes": which kinds they hold is not known',
        denominator=None,
        unit=Unit.OUTCOMES,
        clock="day of the change, or on which it was reported",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_of_activity,
    of_person=hard_outcomes.observe,
    kinds=hard_outcomes.KINDS,
    by_day=True,
    once=True,
)
