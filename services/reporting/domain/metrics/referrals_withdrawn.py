"""Referrals withdrawn, by reason."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.period import month_of
from services.reporting.domain.records.journey import Journey, Kind

_ENDED = 1


def _observe(journey: Journey) -> Iterable[Observation]:
    return [
        (of_word(journey.contract, fact.words[0]), month_of(fact.on), _ENDED)
        for fact in journey.told
        if fact.kind == Kind.WITHDRAWN
    ]


REFERRALS_WITHDRAWN = Metric(
    definition=Definition(
        id="referrals-withdrawn",
        title="Referrals withdrawn by reason",
        numerator="referrals that the referrer or the person took back in the period, or that had been entered in "
        "error, by reason",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="day of the withdrawal",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2025, 4, 1),
    ),
    read_words=counted("withdrawn", Unit.REFERRALS),
    of_journey=_observe,
)
