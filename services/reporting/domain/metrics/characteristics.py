"""Characteristics of the people worked with: distinct people by each answer, and those of whom none is known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import (
    ORGANISATION,
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    of_word,
)
from services.reporting.domain.metrics.distinct import distinct_in, in_scope, months_first
from services.reporting.domain.metrics.people_reached import QUALIFYING
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import ANSWER
from services.reporting.domain.records.facts import Happening
from services.reporting.domain.records.person import Person

CHARACTERISTICS = (
    "gender", "ethnic-category", "disability", "caring-responsibility", "armed-forces", "housing", "occupation",
    "district",
)  # fmt: skip
"""What everybody may be asked, in the order of the report; of whom no answer is known is told even if nobody was."""
NOT_KNOWN, NOT_STATED = "not-known", "not-stated"
_NO_WORD = ""
"""All people worked with stand in the scope itself, those with an answer behind it under `characteristic:answer`."""


def _observe(person: Person) -> Iterable[Observation]:
    observed: list[Observation] = []
    anywhere: set[int] = set()
    said: list[Happening] = []
    for contract, happened in person.happened.items():
        answers = happened.get(ANSWER, ())
        said += answers
        if months := person.months(contract, QUALIFYING):
            anywhere |= months
            observed += _answered(contract, months, answers)
            if len(person.happened) == 1:
                own = len(contract)
                return observed + [(ORGANISATION + scope[own:], month, number) for scope, month, number in observed]
    return observed + _answered(ORGANISATION, anywhere, said)


def _answered(scope: str, months: Iterable[int], said: Iterable[Happening]) -> list[Observation]:
    """Months with a qualifying event, of a person with what they last answered to each question."""
    observed = reached = months_first(scope, months)
    latest: dict[str, str] = {}
    for each in sorted(said, key=lambda answer: (answer.number, answer.word)):
        characteristic, _, answer = each.word.partition(":")
        if answer != NOT_KNOWN:
            latest[characteristic] = each.word
    for _, word in sorted(latest.items()):
        observed = observed + in_scope(of_word(scope, word), reached)
    return observed


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    people = distinct_in(words.get(_NO_WORD, {}), period)
    answers: dict[str, dict[str, int]] = {each: {} for each in CHARACTERISTICS}
    for word, tally in sorted(words.items()):
        characteristic, _, answer = word.partition(":")
        if word != _NO_WORD:
            answers.setdefault(characteristic, {})[answer] = distinct_in(tally, period)
    figures = [Figure("people reached", Unit.PEOPLE, people)]
    for characteristic, counts in answers.items():
        not_stated = counts.pop(NOT_STATED, 0)
        figures.append(Figure(characteristic, Unit.PEOPLE, people))
        each = {answer: count for answer, count in counts.items() if count}
        each |= {NOT_STATED: not_stated, NOT_KNOWN: people - not_stated - sum(each.values())}
        figures += [
            Figure(f"{characteristic}: {answer}", Unit.PEOPLE, count, part_of=characteristic)
            for answer, count in each.items()
        ]
    return figures


CHARACTERISTICS_OF_PEOPLE = Metric(
    definition=Definition(
        id="characteristics",
        title="Characteristics of people reached",
        numerator="distinct people reached in the period, by each answer they gave. Not stated: they were asked and "
        "chose not to say. Not known: nobody asked, or nobody took the answer down. A contract knows the answers given "
        "to it; all contracts together know the latest given to any",
        denominator="people reached in the period",
        unit=Unit.PEOPLE,
        clock="day of the qualifying event; the answer is the latest one known, whatever it was in the period",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_person=_observe,
    kinds=QUALIFYING | {ANSWER},
    once=True,
)
