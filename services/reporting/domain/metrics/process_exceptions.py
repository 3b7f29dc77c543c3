"""Exceptions to the rules of a contract's process, by rule and reason: listed and counted, never silently corrected."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.messages.sessions import ContactRecorded, GrantRecorded
from services.reporting.domain.metric import Direction, Figure, Tally, Unit, count_in, of_word, with_total
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import ATTENDED, Activity
from services.reporting.domain.records.journey import Journey, Kind

_FIRST_SESSION, _TWO = "initial-engagement", 2
"""Purpose of the first session, which only a contract that asks for two of the team there has in its terms, and that
number. All other rules, with their days and months, are held by the services that decide: what was set aside arrives as
an exception. A contact arrives with how many attended it, and without the rule."""
_MINIMUM_STAFF = "minimum-staff"


def _of_journey(journey: Journey) -> Sequence[ByWord]:
    return [(of_word(*fact.words[:2]), fact.on, 1) for fact in journey.told if fact.kind == Kind.EXCEPTED]


def _of_activity(activity: Activity) -> Sequence[ByWord]:
    what = activity.what
    if isinstance(what, GrantRecorded) and what.exception is not None:
        return [(of_word(rule, what.exception), what.on, 1) for rule in what.set_aside]
    if not isinstance(what, ContactRecorded) or what.purpose != _FIRST_SESSION or what.staff >= _TWO:
        return ()
    return ((_MINIMUM_STAFF, what.on, 1),) if what.attendance in ATTENDED else ()


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


PROCESS_EXCEPTIONS = by_word(
    _read,
    id="process-exceptions",
    title="Exceptions to process rules",
    numerator="rules of the contract's terms that were set aside for a referral in the period, by rule and reason, "
    "be it that somebody granted it or that it was found afterwards (`found-afterwards`); rules of a fund that were "
    "set aside for an award; and first sessions (contacts with the purpose `initial-engagement`) that were attended "
    "with fewer than two of the team",
    unit=Unit.EXCEPTIONS,
    clock="day of the exception, of the award, or of the contact",
    direction=Direction.DECREASE,
    valid_from=date(2025, 4, 1),
    version=2,
    method="why a first session was attended with fewer is known to the service that recorded it and not here. "
    "Support past its agreed end is counted by a measure of its own",
    of_journey=_of_journey,
    of_activity=_of_activity,
)
