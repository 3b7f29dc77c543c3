"""Exceptions to the rules of a contract's process, by rule and reason: listed and counted, never silently corrected."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.messages.sessions import ContactRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    of_word,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import ATTENDED, Activity
from services.reporting.domain.records.journey import Journey, Kind

_FIRST_SESSION, _TWO = "initial-engagement", 2
"""Purpose of the first session, which only a contract that asks for two of the team there has in its terms."""
_MINIMUM_STAFF = "minimum-staff"
_BROKEN = 1


def _of_journey(journey: Journey) -> Iterable[Observation]:
    return [
        (of_word(of_word(journey.contract, fact.words[0]), fact.words[1]), month_of(fact.on), _BROKEN)
        for fact in journey.told
        if fact.kind == Kind.EXCEPTED
    ]


def _of_activity(activity: Activity) -> Iterable[Observation]:
    contact = activity.what
    if not isinstance(contact, ContactRecorded) or contact.purpose != _FIRST_SESSION or contact.staff >= _TWO:
        return ()
    if contact.attendance not in ATTENDED:
        return ()
    return ((of_word(activity.contract, _MINIMUM_STAFF), month_of(contact.on), _BROKEN),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    rules: dict[str, int] = {}
    reasons: list[Figure] = []
    for word, tally in sorted(words.items()):
        rule, _, reason = word.partition("/")
        count = count_in(tally, period)
        rules[rule] = rules.get(rule, 0) + count
        if reason and count:
            reasons.append(Figure(f"{rule}: {reason}", Unit.EXCEPTIONS, count, part_of=rule))
    return (*with_total("exceptions", Unit.EXCEPTIONS, rules), *reasons)


PROCESS_EXCEPTIONS = Metric(
    definition=Definition(
        id="process-exceptions",
        title="Exceptions to process rules",
        numerator="rules of the contract's terms that were set aside for a referral in the period, by rule and reason, "
        "be it that somebody granted it or that it was found afterwards (`found-afterwards`); and first sessions "
        "(contacts with the purpose `initial-engagement`) that were attended with fewer than two of the team",
        denominator=None,
        unit=Unit.EXCEPTIONS,
        clock="day of the exception, or of the contact",
        direction=Direction.DECREASE,
        version=1,
        valid_from=date(2025, 4, 1),
        method="why a first session was attended with fewer is known to the service that recorded it and not here. "
        "Support past its agreed end is counted by a measure of its own",
    ),
    read_words=_read,
    of_journey=_of_journey,
    of_activity=_of_activity,
)
