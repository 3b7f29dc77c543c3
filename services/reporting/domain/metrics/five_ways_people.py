"""Five Ways to Wellbeing: how many different people hit each way."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever_by_word
from services.reporting.domain.metrics.five_ways import WAYS
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import WAY

_KINDS = frozenset({WAY})


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    return [Figure(f"people: {way}", Unit.PEOPLE, distinct_in(words.get(way, {}), period)) for way in WAYS]


FIVE_WAYS_PEOPLE = Metric(
    definition=Definition(
        id="five-ways-people",
        title="Five Ways to Wellbeing, people",
        numerator="for each way, distinct people who hit it in the period, counted as its times are; who is known by "
        "first name only, or was counted, hits a way but is no person here",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the attendance, outcome, training or volunteering",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_person=whoever_by_word(_KINDS),
    kinds=_KINDS,
    once=True,
)
