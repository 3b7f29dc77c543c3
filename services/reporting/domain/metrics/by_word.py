"""Counts by coded word: how figures are read of metrics that observe each word in a scope of its own."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.reporting.domain.metric import Figure, ReadWords, Tally, Unit, count_in, with_total
from services.reporting.domain.period import Period


def counted(name: str, unit: Unit) -> ReadWords:
    """Reads how many there were of all words under a name, then of each word that occurred, adding up to it."""

    def read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
        return with_total(name, unit, {word: count_in(tally, period) for word, tally in words.items()})

    return read
