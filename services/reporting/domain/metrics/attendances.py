"""Attendances: how often anybody was at a session, by name, by first name only, or counted."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import Gathering

_KINDS = 4
_KNOWN, _FIRST_NAME, _COUNTED = range(3)


def _observe(gathering: Gathering) -> Iterable[Observation]:
    """How many of each kind, as one number: times four, plus the kind."""
    if gathering.held_on is None:
        return ()
    present = [line for line in gathering.lines if line.attendance == "present"]
    known = sum(line.person_ref is not None for line in present)
    counts = ((_KNOWN, known), (_FIRST_NAME, len(present) - known), (_COUNTED, gathering.heads))
    month = month_of(gathering.held_on)
    return [(gathering.contract, month, count * _KINDS + kind) for kind, count in counts if count]


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    counts = [0] * _KINDS
    for (month, number), times in tally.items():
        if period.first <= month <= period.last:
            counts[number % _KINDS] += number // _KINDS * times
    return (
        Figure("attendances", Unit.ATTENDANCES, sum(counts)),
        Figure("of people known", Unit.ATTENDANCES, counts[_KNOWN]),
        Figure("by first name only", Unit.ATTENDANCES, counts[_FIRST_NAME]),
        Figure("counted only", Unit.ATTENDANCES, counts[_COUNTED]),
    )


ATTENDANCES = Metric(
    definition=Definition(
        id="attendances",
        title="Attendances",
        numerator="lines of registers with somebody present, and heads counted beside them, of sessions held in the "
        "period; attendances, not people",
        denominator=None,
        unit=Unit.ATTENDANCES,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_gathering=_observe,
)
