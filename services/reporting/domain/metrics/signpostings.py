"""Signpostings: how often somebody was told of another service, by the kind of service."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.sessions import SignpostingRecorded
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

_TOLD = 1


def _observe(activity: Activity) -> Iterable[Observation]:
    told = activity.what
    if not isinstance(told, SignpostingRecorded):
        return ()
    return ((of_word(activity.contract, told.category), month_of(told.on), _TOLD),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    counts = {word: count_in(tally, period) for word, tally in words.items()}
    return with_total("signpostings", Unit.SIGNPOSTINGS, counts)


SIGNPOSTINGS = Metric(
    definition=Definition(
        id="signpostings",
        title="Signpostings",
        numerator="times somebody was told of another service in the period, known or not, by the category of the "
        "service; not people, and not referrals onward",
        denominator=None,
        unit=Unit.SIGNPOSTINGS,
        clock="day of the signposting",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_observe,
)
