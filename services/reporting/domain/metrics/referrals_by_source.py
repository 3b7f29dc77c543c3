"""Referrals received by source: who refers to a contract."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.period import month_of
from services.reporting.domain.records.journey import Journey, Kind

_RECEIVED = 1


def _observe(journey: Journey) -> Iterable[Observation]:
    received = journey.first(Kind.RECEIVED)
    if received is None:
        return ()
    source, _, _ = received.words
    return ((of_word(journey.contract, source), month_of(received.on), _RECEIVED),)


REFERRALS_BY_SOURCE = Metric(
    definition=Definition(
        id="referrals-by-source",
        title="Referrals received by source",
        numerator="distinct referrals with a day of receipt in the period, by who referred, in the words of the "
        "contract's terms; a person handed over by another contract comes under `transfer`",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="day of receipt",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read_words=counted("referrals", Unit.REFERRALS),
    of_journey=_observe,
)
