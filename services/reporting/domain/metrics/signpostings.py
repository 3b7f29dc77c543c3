"""Signpostings: how often somebody was told of another service, by the kind of service."""

from collections.abc import Sequence
from datetime import date

from contracts.messages.sessions import SignpostingRecorded
from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.activity import Activity


def _words(activity: Activity) -> Sequence[ByWord]:
    what = activity.what
    return ((what.category, what.on, 1),) if isinstance(what, SignpostingRecorded) else ()


SIGNPOSTINGS = by_word(
    "signpostings",
    id="signpostings",
    title="Signpostings",
    numerator="times somebody was told of another service in the period, known or not, by the category of the "
    "service; not people, and not referrals onward",
    unit=Unit.SIGNPOSTINGS,
    clock="day of the signposting",
    direction=Direction.INCREASE,
    valid_from=date(2022, 4, 1),
    of_activity=_words,
)
