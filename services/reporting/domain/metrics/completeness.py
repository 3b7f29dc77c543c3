"""Completeness: of what may be left out of a record, how much was said, by field."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import BaseModel

from contracts.messages import outcomes, sessions
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    of_word,
    share,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering

_FIELDS: Sequence[tuple[type[BaseModel], str, Sequence[tuple[str, str]]]] = (
    (
        sessions.ContactRecorded,
        "on",
        (("contacts with their minutes", "minutes"), ("contacts with their referral", "referral_id")),
    ),
    (
        sessions.SignpostingRecorded,
        "on",
        (("signpostings with the person", "person_ref"), ("signpostings with their referral", "referral_id")),
    ),
    (outcomes.PlanAgreed, "agreed_on", (("support plans with a day of review", "review_by"),)),
    (outcomes.PlanCorrected, "agreed_on", (("support plans with a day of review", "review_by"),)),
    (outcomes.QuestionnaireCompleted, "on", (("questionnaires with their referral", "referral_id"),)),
    (outcomes.HardOutcomeRecorded, "on", (("hard outcomes with their referral", "referral_id"),)),
    (outcomes.SoftOutcomeRecorded, "on", (("soft outcomes with their referral", "referral_id"),)),
)
"""What the messages let be left out: the field's name in the report, and in the message."""
_TRAINING, _LINES = "training with the person", "lines of registers with the person"
_WAYS = 2
_ABSENT, _THERE = range(_WAYS)


def _of_activity(activity: Activity) -> Iterable[Observation]:
    what = activity.what
    if isinstance(what, outcomes.TrainingRecorded):
        if what.learner == "staff":
            return ()
        return (_observed(activity.contract, _TRAINING, what.on, what.person_ref is not None, 1),)
    for model, day, fields in _FIELDS:
        if isinstance(what, model):
            on = getattr(what, day)
            return [
                _observed(activity.contract, word, on, getattr(what, field) is not None, 1) for word, field in fields
            ]
    return ()


def _of_gathering(gathering: Gathering) -> Iterable[Observation]:
    if gathering.held_on is None:
        return ()
    named = sum(line.person_ref is not None for line in gathering.lines)
    counts = ((True, named), (False, len(gathering.lines) - named))
    return [_observed(gathering.contract, _LINES, gathering.held_on, there, count) for there, count in counts if count]


def _observed(contract: str, word: str, on: date, there: bool, count: int) -> Observation:
    """How many, and whether the field was said, as one number: times two, plus whether."""
    return of_word(contract, word), month_of(on), count * _WAYS + (_THERE if there else _ABSENT)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    every = [0] * _WAYS
    by_field: list[Figure] = []
    for word, tally in sorted(words.items()):
        counts = [0] * _WAYS
        for (month, number), times in tally.items():
            if period.first <= month <= period.last:
                counts[number % _WAYS] += number // _WAYS * times
        every = [before + count for before, count in zip(every, counts, strict=True)]
        if sum(counts):
            by_field.append(share(word, counts[_THERE], sum(counts)))
    return (share("all fields", every[_THERE], sum(every)), *by_field)


COMPLETENESS = Metric(
    definition=Definition(
        id="completeness",
        title="Completeness of records",
        numerator="records dated in the period in which the field is filled in, for each field that a message may "
        "leave out: minutes and referral of contacts, person and referral of signpostings, day of review of support "
        "plans, referral of questionnaires and outcomes, person in training and on the lines of registers",
        denominator="records dated in the period that have the field; of training without that of staff, of registers "
        "without counted heads. What a message always says, such as urgency and channel, is complete by its form",
        unit=Unit.SHARE,
        clock="day on which it happened",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_activity=_of_activity,
    of_gathering=_of_gathering,
)
