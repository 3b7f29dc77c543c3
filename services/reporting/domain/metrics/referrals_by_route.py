"""Referrals received by route: the way they came."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.journey import Journey, Kind


def _words(journey: Journey) -> Sequence[ByWord]:
    received = journey.first(Kind.RECEIVED)
    return ((received.words[1], received.on, 1),) if received is not None else ()


REFERRALS_BY_ROUTE = by_word(
    "referrals",
    id="referrals-by-route",
    title="Referrals received by route",
    numerator="distinct referrals with a day of receipt in the period, by the way they came: telephone, form, feed",
    unit=Unit.REFERRALS,
    clock="day of receipt",
    direction=Direction.NEUTRAL,
    valid_from=date(2025, 4, 1),
    of_journey=_words,
)
