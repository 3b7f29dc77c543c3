"""Referrals received by source: who refers to a contract."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.journey import Journey, Kind


def _words(journey: Journey) -> Sequence[ByWord]:
    received = journey.first(Kind.RECEIVED)
    return ((received.words[0], received.on, 1),) if received is not None else ()


REFERRALS_BY_SOURCE = by_word(
    "referrals",
    id="referrals-by-source",
    title="Referrals received by source",
    numerator="distinct referrals with a day of receipt in the period, by who referred, in the words of the "
    "contract's terms; a person handed over by another contract comes under `transfer`",
    unit=Unit.REFERRALS,
    clock="day of receipt",
    direction=Direction.NEUTRAL,
    valid_from=date(2025, 4, 1),
    of_journey=_words,
)
