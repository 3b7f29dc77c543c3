"""Referrals withdrawn, by reason."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.journey import Journey, Kind


def _words(journey: Journey) -> Sequence[ByWord]:
    return [(fact.words[0], fact.on, 1) for fact in journey.told if fact.kind == Kind.WITHDRAWN]


REFERRALS_WITHDRAWN = by_word(
    "withdrawn",
    id="referrals-withdrawn",
    title="Referrals withdrawn by reason",
    numerator="referrals that the referrer or the person took back in the period, or that had been entered in "
    "error, by reason",
    unit=Unit.REFERRALS,
    clock="day of the withdrawal",
    direction=Direction.NEUTRAL,
    valid_from=date(2025, 4, 1),
    of_journey=_words,
)
