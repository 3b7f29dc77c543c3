"""Days to recording: how long after something happened it was written down, by kind of record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from contracts.messages import outcomes, sessions
from services.reporting.domain.metric import (
    PERCENTILE_METHOD,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    days_at,
    of_word,
    share,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey, Kind

_IN_TIME = 7
"""Days within which an entry is not late."""
_STEPS = {
    Kind.RECEIVED: "receipt of a referral",
    Kind.ACCEPTED: "decision on a referral",
    Kind.DECLINED: "decision on a referral",
    Kind.CLOSED: "closure of a referral",
}
_ENTRIES: Sequence[tuple[type[BaseModel], str, str]] = (
    (sessions.ContactRecorded, "contact", "on"),
    (sessions.SignpostingRecorded, "signposting", "on"),
    (sessions.VolunteeringRecorded, "volunteering", "on"),
    (sessions.StaffActivityRecorded, "staff activity", "on"),
    (sessions.GrantRecorded, "grant", "on"),
    (outcomes.PlanAgreed, "support plan", "agreed_on"),
    (outcomes.PlanCorrected, "support plan", "agreed_on"),
    (outcomes.QuestionnaireCompleted, "questionnaire", "on"),
    (outcomes.HardOutcomeRecorded, "hard outcome", "on"),
    (outcomes.SoftOutcomeRecorded, "soft outcome", "on"),
    (outcomes.TrainingRecorded, "training", "on"),
)
_SESSION = "session"


def _of_journey(journey: Journey) -> Iterable[Observation]:
    return [
        _observed(journey.contract, _STEPS[fact.kind], fact.on, fact.known_on)
        for fact in journey.told
        if fact.kind in _STEPS
    ]


def _of_activity(activity: Activity) -> Iterable[Observation]:
    what, recorded_on = activity.what, activity.recorded_on
    if what is None or recorded_on is None:
        return ()
    for model, word, day in _ENTRIES:
        if isinstance(what, model):
            return (_observed(activity.contract, word, getattr(what, day), recorded_on),)
    return ()


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    if gathering.held_on is None or gathering.recorded_on is None:
        return ()
    return (_observed(gathering.contract, _SESSION, gathering.held_on, gathering.recorded_on),)


def _observed(contract: str, word: str, on: date, recorded_on: date) -> Observation:
    """None of what a correction puts after the day on which it was first recorded took longer than no time."""
    return of_word(contract, word), month_of(on), max(0, (recorded_on - on).days)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    by_word: dict[str, dict[int, int]] = {}
    every: dict[int, int] = {}
    for word, tally in sorted(words.items()):
        for (month, days), times in tally.items():
            if period.first <= month <= period.last:
                each = by_word.setdefault(word, {})
                each[days] = each.get(days, 0) + times
                every[days] = every.get(days, 0) + times
    late = {f"late: {word}": sum(each.values()) - _in_time(each) for word, each in by_word.items()}
    return (
        days_at("median days to recording", every, 50),
        days_at("90th percentile of days to recording", every, 90),
        share("recorded within 7 days", _in_time(every), sum(every.values())),
        *with_total("late entries", Unit.RECORDS, late),
        *(days_at(f"median: {word}", each, 50) for word, each in by_word.items()),
        *(days_at(f"90th percentile: {word}", each, 90) for word, each in by_word.items()),
        *(share(f"within 7 days: {word}", _in_time(each), sum(each.values())) for word, each in by_word.items()),
    )


def _in_time(days: Mapping[int, int]) -> int:
    return sum(times for each, times in days.items() if each <= _IN_TIME)


DAYS_TO_RECORDING = Metric(
    definition=Definition(
        id="days-to-recording",
        title="Days to recording",
        numerator="days from when something happened, as it stands today, to when it was first recorded, by kind of "
        "record: receipt, decision and closure of referrals, sessions held, contacts, signpostings, volunteering, "
        "staff activities, grants, support plans, questionnaires, outcomes, training. Late is more than 7 days; what "
        "was withdrawn is left out",
        denominator=None,
        unit=Unit.DAYS,
        clock="day on which it happened; runs to the London day of recording",
        direction=Direction.DECREASE,
        version=2,
        valid_from=date(2022, 4, 1),
        method=PERCENTILE_METHOD,
    ),
    read_words=_read,
    of_journey=_of_journey,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
