"""Support past its agreed end, or long enough to be looked at, at the end of a period."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit, of_word
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import Decision, Journey, Kind

_PAST_END, _PAST_NINE = "past its agreed end", "past nine months (warning)"
_EXTENDING = frozenset({"support-length", "support-after-release"})
"""Rules whose setting aside lets support last longer than was agreed."""
_NINE = 9
"""Months after which the terms of referrals have support looked at (`support_checks_months`). The end of support
arrives with its message, worked out by the terms of its day; this earlier day stays with the service that decided."""


def _observe(journey: Journey) -> Iterable[Observation]:
    """The day to be passed as a number in the month in which support began, its negative where it ended."""
    accepted = journey.first(Kind.ACCEPTED)
    until = journey.support_until
    if accepted is None or until is None or journey.decision is not Decision.ACCEPTED:
        return ()
    days: list[tuple[str, date]] = []
    if not _extended(journey):
        days.append((_PAST_END, until))
    if accepted.by == until and (nine := _months_after(accepted.on, _NINE)) < until:
        days.append((_PAST_NINE, nine))
    observed: list[Observation] = []
    for spell in journey.spells if days else ():
        began = month_of(max(spell.opened_on, accepted.on))
        ended = month_of(spell.closed_on) if spell.closed_on is not None else None
        if ended is not None and ended <= began:
            continue
        for word, day in days:
            observed.append((of_word(journey.contract, word), began, day.toordinal()))
            if ended is not None:
                observed.append((of_word(journey.contract, word), ended, -day.toordinal()))
    return observed


def _extended(journey: Journey) -> bool:
    return any(fact.kind == Kind.EXCEPTED and fact.words[0] in _EXTENDING for fact in journey.told)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def _read(words: Mapping[str, Tally], period: Period, until: date) -> Sequence[Figure]:
    return [
        Figure(word, Unit.REFERRALS, _passed(words.get(word, {}), period, until)) for word in (_PAST_END, _PAST_NINE)
    ]


def _passed(tally: Tally, period: Period, until: date) -> int:
    return sum(
        times if number > 0 else -times
        for (month, number), times in tally.items()
        if month <= period.last and abs(number) < until.toordinal()
    )


SUPPORT_PAST_ITS_END = Metric(
    definition=Definition(
        id="support-past-its-end",
        title="Support past its agreed end",
        numerator="accepted referrals that are open at the end of the period although the day to which support lasts "
        "has passed, counted from acceptance or from release as their terms had it, and was not put off as an "
        "exception; and those past nine months of a longer support that counts from acceptance, a warning",
        denominator=None,
        unit=Unit.REFERRALS,
        clock="end of the period, or the day of the report if it is earlier, against the day that was set at "
        "acceptance or release",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method="to which day an exception put the end off is known to the service that recorded it and not here: such "
        "referrals stand among the exceptions to process rules. The warning includes those past their agreed end",
    ),
    read_words=_read,
    of_journey=_observe,
    stock=True,
)
