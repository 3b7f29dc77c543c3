"""Group size: how many were at a session on average."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.gathering import Gathering

_KINDS = 2
_OTHER, _GROUP = range(_KINDS)


def _observe(gathering: Gathering) -> Iterable[Observation]:
    """How many were there and whether it was a group, as one number: times two, plus the kind."""
    if gathering.held_on is None:
        return ()
    kind = _GROUP if gathering.kind == "group" else _OTHER
    return ((gathering.contract, month_of(gathering.held_on), gathering.attendances() * _KINDS + kind),)


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    sums, sessions = [0] * _KINDS, [0] * _KINDS
    for (month, number), times in tally.items():
        if period.first <= month <= period.last:
            sums[number % _KINDS] += number // _KINDS * times
            sessions[number % _KINDS] += times
    return (
        _mean("attendances per session", sum(sums), sum(sessions)),
        _mean("attendances per session of a group", sums[_GROUP], sessions[_GROUP]),
    )


def _mean(name: str, total: int, sessions: int) -> Figure:
    return Figure(name, Unit.MEAN, round(total / sessions, 2) if sessions else None, total, sessions)


GROUP_SIZE = Metric(
    definition=Definition(
        id="group-size",
        title="Mean group size",
        numerator="attendances at sessions held in the period: lines with somebody present, and heads counted",
        denominator="sessions held in the period; those of groups apart, without one-off gatherings and drop-ins",
        unit=Unit.MEAN,
        clock="day on which the session was held",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
        method="a session to which nobody came counts with none; rounded to two decimal places",
    ),
    read=_read,
    of_gathering=_observe,
)
