"""Three absences in a row: how often somebody was missed at a group for the third time without coming between."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, count_in
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import CAME, EXPECTED
from services.reporting.domain.records.person import Person

_IN_A_ROW = 3
"""What the terms of sessions say of every contract (`consecutive_absences`). Messages tell each absence and not the
rule, and a metric sees records alone: terms that say otherwise need a metric of their own."""
_REACHED = 1


def _observe(person: Person) -> Iterable[Observation]:
    observed: list[Observation] = []
    for contract, happened in person.happened.items():
        groups: dict[str, dict[date, int]] = {}
        for each in happened.get(EXPECTED, ()):
            days = groups.setdefault(each.word, {})
            days[each.on] = max(each.number, days.get(each.on, 0))
        for days in groups.values():
            observed += [(contract, month_of(on), _REACHED) for on in _third_absences(days)]
    return observed


def _third_absences(days: dict[date, int]) -> Iterable[date]:
    """The day of the third absence of each row; a day on which somebody came too ends it."""
    row = 0
    for on, attended in sorted(days.items()):
        row = 0 if attended == CAME else row + 1
        if row == _IN_A_ROW:
            yield on


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("rows of three absences", Unit.EXCEPTIONS, count_in(tally, period)),)


THREE_ABSENCES = Metric(
    definition=Definition(
        id="three-absences",
        title="Three absences in a row",
        numerator="rows of absences of one person in one group that reached three in the period: days on which the "
        "person was expected and absent, without one between on which they came. A longer row counts once; who "
        "cancelled or declined was not expected",
        denominator=None,
        unit=Unit.EXCEPTIONS,
        clock="day of the third absence",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=frozenset({EXPECTED}),
    by_day=True,
)
