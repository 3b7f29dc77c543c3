"""Distinct people of any period, from months alone.

A person is observed in each month in which something happened, with the month before it in which it did. Whoever is
observed in a period with a month before the period's first is there for the first time in it: so the distinct people of
any period add up from its months.
"""

from collections.abc import Callable, Iterable, Mapping

from services.reporting.domain.metric import ORGANISATION, Observation, Tally, of_word
from services.reporting.domain.period import Period
from services.reporting.domain.records.person import Counts, Person

_NEVER = 0


def months_first(scope: str, months: Iterable[int]) -> list[Observation]:
    """Each month, with the month before it in which there was one, or 0."""
    observed: list[Observation] = []
    before = _NEVER
    for month in sorted(months):
        observed.append((scope, month, before))
        before = month
    return observed


def in_scope(scope: str, observed: Iterable[Observation]) -> list[Observation]:
    """The same, observed in another scope."""
    return [(scope, month, number) for _, month, number in observed]


def distinct_in(tally: Tally, period: Period) -> int:
    """How many different people were observed in the months of a period."""
    return sum(
        times
        for (month, before), times in tally.items()
        if period.first <= month <= period.last and before < period.first
    )


def whoever(kinds: Iterable[str]) -> Callable[[Person], Iterable[Observation]]:
    """Observes the people with whom something of these kinds happened: in each contract, and once over all."""
    wanted = frozenset(kinds)

    def observe(person: Person) -> Iterable[Observation]:
        observed: list[Observation] = []
        anywhere: set[int] = set()
        for contract in person.happened:
            if months := person.months(contract, wanted):
                observed += months_first(contract, months)
                anywhere |= months
        if len(person.happened) == 1:
            return observed + in_scope(ORGANISATION, observed)
        return observed + months_first(ORGANISATION, anywhere)

    return observe


def whoever_by_word(kinds: Iterable[str]) -> Callable[[Person], Iterable[Observation]]:
    """The same for each coded word of what happened."""
    wanted = frozenset(kinds)

    def observe(person: Person) -> Iterable[Observation]:
        observed: list[Observation] = []
        anywhere: dict[str, set[int]] = {}
        for contract, happened in person.happened.items():
            for word, months in _by_word(happened, wanted).items():
                of_contract = months_first(of_word(contract, word), months)
                observed += of_contract
                if len(person.happened) == 1:
                    observed += in_scope(of_word(ORGANISATION, word), of_contract)
                else:
                    anywhere.setdefault(word, set()).update(months)
        for word, months in anywhere.items():
            observed += months_first(of_word(ORGANISATION, word), months)
        return observed

    return observe


def _by_word(happened: Mapping[str, Counts], wanted: frozenset[str]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for kind in wanted:
        for each in happened.get(kind, ()):
            found.setdefault(each.word, set()).add(each.month)
    return found
