"""Referrals closed, by reason; handed over to another contract is one of them."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.journey import Journey, Kind

_TRANSFERRED = "transferred"
"""Stands beside the reasons of the terms for a referral that ended because the person was handed over."""


def _words(journey: Journey) -> Sequence[ByWord]:
    return [
        (fact.words[0] if fact.kind == Kind.CLOSED else _TRANSFERRED, fact.on, 1)
        for fact in journey.told
        if fact.kind == Kind.CLOSED or fact.kind == Kind.TRANSFERRED
    ]


REFERRALS_CLOSED = by_word(
    "closures",
    id="referrals-closed",
    title="Referrals closed by reason",
    numerator="closures in the period of referrals that had been accepted, by reason; handed over to another "
    "contract is `transferred`. A referral that is opened again and closed again was closed twice; people are "
    "counted apart",
    unit=Unit.REFERRALS,
    clock="day of closure",
    direction=Direction.NEUTRAL,
    valid_from=date(2025, 4, 1),
    of_journey=_words,
)
