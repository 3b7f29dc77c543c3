"""Referrals closed, by reason; handed over to another contract is one of them."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.period import month_of
from services.reporting.domain.records.journey import Journey, Kind

_CLOSED = 1
_TRANSFERRED = "transferred"
"""Stands beside the reasons of the terms for a referral that ended because the person was handed over."""


def _observe(journey: Journey) -> Iterable[Observation]:
    observed = []
    for fact in journey.told:
        if fact.kind == Kind.CLOSED or fact.kind == Kind.TRANSFERRED:
            reason = fact.words[0] if fact.kind == Kind.CLOSED else _TRANSFERRED
            observed.append((of_word(journey.contract, reason), month_of(fact.on), _CLOSED))
    return observed


REFERRALS_CLOSED = Metric(
    definition=Definition(
        id="referrals-closed",
        title="Referrals closed by reason",
        numerator="closures in the period of referrals that had been accepted, by reason; handed over to another "
        "contract is `transferred`. A referral that is opened again and closed again was closed twice; people are "
        "counted apart",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="day of closure",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read_words=counted("closures", Unit.REFERRALS),
    of_journey=_observe,
)
