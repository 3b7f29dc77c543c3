"""Attendance rate: of those on registers who were expected, the share who were present."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, share
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import Gathering

_KINDS = 2
_ABSENT, _PRESENT = range(_KINDS)


def _observe(gathering: Gathering) -> Iterable[Observation]:
    """How many of each kind, as one number: times two, plus the kind."""
    if gathering.held_on is None:
        return ()
    month = month_of(gathering.held_on)
    counts = (
        (kind, sum(line.attendance == attendance for line in gathering.lines))
        for kind, attendance in ((_ABSENT, "absent"), (_PRESENT, "present"))
    )
    return [(gathering.contract, month, count * _KINDS + kind) for kind, count in counts if count]


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    counts = [0] * _KINDS
    for (month, number), times in tally.items():
        if period.first <= month <= period.last:
            counts[number % _KINDS] += number // _KINDS * times
    return (share("attendance rate", counts[_PRESENT], sum(counts)),)


ATTENDANCE_RATE = Metric(
    definition=Definition(
        id="attendance-rate",
        title="Attendance rate",
        numerator="lines of registers with somebody present, of sessions held in the period",
        denominator="lines of registers with somebody present or absent; who cancelled or declined is neither, and "
        "counted heads are left out, since nobody expected them",
        unit=Unit.SHARE,
        clock="day on which the session was held",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_gathering=_observe,
)
