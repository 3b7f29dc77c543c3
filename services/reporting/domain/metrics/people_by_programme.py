"""People by programme: distinct people of each programme, who may be of several."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Observation, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever, whoever_by_word
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import CONTACT
from services.reporting.domain.records.gathering import PRESENCE
from services.reporting.domain.records.person import Person

_KINDS = frozenset({CONTACT, PRESENCE})
_NO_WORD = ""
_anyone, _of_programmes = whoever(_KINDS), whoever_by_word(_KINDS)


def _observe(person: Person) -> Iterable[Observation]:
    return [*_anyone(person), *_of_programmes(person)]


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    counts = {word: distinct_in(tally, period) for word, tally in sorted(words.items()) if word != _NO_WORD}
    return (
        Figure("people of any programme", Unit.PEOPLE, distinct_in(words.get(_NO_WORD, {}), period)),
        *(Figure(word, Unit.PEOPLE, count) for word, count in counts.items() if count),
    )


PEOPLE_BY_PROGRAMME = Metric(
    definition=Definition(
        id="people-by-programme",
        title="People by programme",
        numerator="for each programme, distinct people with an attended contact, or present by name at a session held, "
        "of it in the period. Who is of several programmes counts in each and once in all of them, so the programmes "
        "sum to more than the people",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the contact or session",
        direction=Direction.INCREASE,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read_words=_read,
    of_person=_observe,
    kinds=_KINDS,
    once=True,
)
