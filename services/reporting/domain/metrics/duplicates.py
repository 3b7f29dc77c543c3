"""Duplicates: what was recorded twice, and referrals that were there already."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.metrics.corrections import Changing, changes_of
from services.reporting.domain.records.journey import Decision, Journey, Kind

_TWICE, _DUPLICATE = "recorded-twice", "duplicate"
"""Coded words of the terms: reason of a correction or withdrawal, reason of a decline."""
_TAKEN_BACK, _DECLINED = "taken back as recorded twice", "referrals declined as duplicates"


def _taken_back(record: Changing) -> Sequence[ByWord]:
    if not record.changed:
        return ()
    return [(_TAKEN_BACK, known_on, 1) for reason, known_on, _ in changes_of(record) if reason == _TWICE]


def _of_journey(journey: Journey) -> Sequence[ByWord]:
    declined = journey.last(Kind.DECLINED) if journey.decision is Decision.DECLINED else None
    if declined is None or declined.words[0] != _DUPLICATE:
        return _taken_back(journey)
    return [*_taken_back(journey), (_DECLINED, declined.on, 1)]


DUPLICATES = by_word(
    "duplicates",
    id="duplicates",
    title="Duplicates found",
    numerator="records that were corrected or withdrawn in the period for the reason `recorded-twice`, and "
    "referrals that were declined in it for the reason `duplicate`",
    unit=Unit.RECORDS,
    clock="London day on which the correction or withdrawal was recorded; day of the decision",
    direction=Direction.DECREASE,
    valid_from=date(2022, 4, 1),
    of_journey=_of_journey,
    of_activity=_taken_back,
    of_gathering=_taken_back,
)
