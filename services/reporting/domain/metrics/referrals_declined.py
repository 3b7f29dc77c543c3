"""Referrals declined, by reason."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.journey import Journey, Kind


def _words(journey: Journey) -> Sequence[ByWord]:
    return [(fact.words[0], fact.on, 1) for fact in journey.told if fact.kind == Kind.DECLINED]


REFERRALS_DECLINED = by_word(
    "declined",
    id="referrals-declined",
    title="Referrals declined by reason",
    numerator="referrals that the contract declined in the period, whenever they were received, by reason",
    unit=Unit.REFERRALS,
    clock="day of the decision",
    direction=Direction.NEUTRAL,
    valid_from=date(2025, 4, 1),
    of_journey=_words,
)
