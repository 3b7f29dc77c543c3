"""Sessions held, by programme."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Direction, Unit
from services.reporting.domain.metrics.by_word import ByWord, by_word
from services.reporting.domain.records.gathering import Gathering


def _words(gathering: Gathering) -> Sequence[ByWord]:
    return ((gathering.programme, gathering.held_on, 1),) if gathering.held_on is not None else ()


SESSIONS_BY_PROGRAMME = by_word(
    "sessions",
    id="sessions-by-programme",
    title="Sessions held by programme",
    numerator="sessions that were held in the period, by the programme of the contract's terms to which they belong",
    unit=Unit.SESSIONS,
    clock="day on which the session was held",
    direction=Direction.INCREASE,
    valid_from=date(2022, 4, 1),
    of_gathering=_words,
)
