"""Five Ways to Wellbeing: how many times each way was hit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.outcomes import SoftOutcomeRecorded, TrainingRecorded
from contracts.messages.sessions import VolunteeringRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    of_word,
    sum_in,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering

WAYS = ("connect", "be-active", "take-notice", "keep-learning", "give")
_ONCE = 1


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    hits = gathering.attendances()
    if gathering.held_on is None or not hits:
        return ()
    month = month_of(gathering.held_on)
    return [(of_word(gathering.contract, way), month, hits) for way in gathering.ways]


def _of_activity(activity: Activity) -> Iterable[Observation]:
    what = activity.what
    if not isinstance(what, SoftOutcomeRecorded | VolunteeringRecorded | TrainingRecorded):
        return ()
    if isinstance(what, TrainingRecorded) and what.learner == "staff":
        return ()
    month = month_of(what.on)
    return [(of_word(activity.contract, way), month, _ONCE) for way in what.ways]


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    return [Figure(way, Unit.HITS, sum_in(words.get(way, {}), period)) for way in WAYS]


FIVE_WAYS = Metric(
    definition=Definition(
        id="five-ways",
        title="Five Ways to Wellbeing, times hit",
        numerator="for each way, how many times somebody hit it in the period: attendances at sessions whose activity "
        "is tagged with it, soft outcomes, training of people and volunteers, and volunteering that hit it. One "
        "attendance may hit several ways; hits, not people",
        denominator=None,
        unit=Unit.HITS,
        clock="day of the attendance, outcome, training or volunteering",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
        method="the tags are those of the terms when it was recorded",
    ),
    read_words=_read,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
