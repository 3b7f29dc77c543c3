"""Duplicates: what was recorded twice, and referrals that were there already."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Metric, Observation, Unit, of_word
from services.reporting.domain.metrics.by_word import counted
from services.reporting.domain.metrics.corrections import changes_of, changes_of_journey
from services.reporting.domain.period import month_of
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Decision, Journey, Kind

_TWICE, _DUPLICATE = "recorded-twice", "duplicate"
"""Coded words of the terms: reason of a correction or withdrawal, reason of a decline."""
_TAKEN_BACK, _DECLINED = "taken back as recorded twice", "referrals declined as duplicates"
_FOUND = 1


def _observed(contract: str, changes: Iterable[tuple[str, date, bool]]) -> list[Observation]:
    return [
        (of_word(contract, _TAKEN_BACK), month_of(known_on), _FOUND)
        for reason, known_on, _ in changes
        if reason == _TWICE
    ]


def _of_journey(journey: Journey) -> Iterable[Observation]:
    observed = _observed(journey.contract, changes_of_journey(journey)) if journey.changed else []
    if journey.decision is Decision.DECLINED:
        declined = journey.last(Kind.DECLINED)
        if declined is not None and declined.words[0] == _DUPLICATE:
            observed.append((of_word(journey.contract, _DECLINED), month_of(declined.on), _FOUND))
    return observed


def _of_activity(activity: Activity) -> Iterable[Observation]:
    return _observed(activity.contract, changes_of(activity.changed)) if activity.changed else ()


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    return _observed(gathering.contract, changes_of(gathering.changed)) if gathering.changed else ()


DUPLICATES = Metric(
    definition=Definition(
        id="duplicates",
        title="Duplicates found",
        numerator="records that were corrected or withdrawn in the period for the reason `recorded-twice`, and "
        "referrals that were declined in it for the reason `duplicate`",
        denominator=None,
        unit=Unit.RECORDS,
        clock="London day on which the correction or withdrawal was recorded; day of the decision",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=counted("duplicates", Unit.RECORDS),
    of_journey=_of_journey,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
