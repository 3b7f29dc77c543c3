"""Caseload: people with an open referral at the end of a period."""

from collections.abc import Iterable, Sequence
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
)
from services.reporting.domain.metrics.distinct import in_scope
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.journey import SPELL, Spell
from services.reporting.domain.records.person import Person

CAME_OPEN, CEASED = 1, 2


def open_months(spells: Iterable[Spell]) -> list[tuple[int, int | None]]:
    """From which month to before which other a person had an open referral at the end of the month; None for ever."""
    found: list[tuple[int, int | None]] = []
    for opened_on, closed_on in sorted(spells, key=lambda spell: spell.opened_on):
        began, ended = month_of(opened_on), month_of(closed_on) if closed_on else None
        if began == ended:
            continue
        last = found[-1] if found else None
        if last is None or (last[1] is not None and last[1] < began):
            found.append((began, ended))
        elif last[1] is not None and (ended is None or ended > last[1]):
            found[-1] = (last[0], ended)
    return found


def stock(scope: str, months: Iterable[tuple[int, int | None]]) -> list[Observation]:
    """The months in which a person came to be counted, and ceased to."""
    observed: list[Observation] = []
    for began, ended in months:
        observed.append((scope, began, CAME_OPEN))
        if ended is not None:
            observed.append((scope, ended, CEASED))
    return observed


def open_after(tally: Tally, month: int) -> int:
    """How many had an open referral at the end of a month."""
    return sum(
        (times if number == CAME_OPEN else -times)
        for (at, number), times in tally.items()
        if at <= month and number in {CAME_OPEN, CEASED}
    )


def spells_by_scope(person: Person) -> Iterable[tuple[str, Sequence[Spell]]]:
    """The spells of a person in each contract, and of one known to several in all of them together."""
    everywhere: list[Spell] = []
    for contract in person.happened:
        if spells := person.story(contract).spells:
            everywhere += spells
            yield contract, spells
    if everywhere and len(person.happened) > 1:
        yield ORGANISATION, everywhere


def _observe(person: Person) -> Iterable[Observation]:
    observed = [each for scope, spells in spells_by_scope(person) for each in stock(scope, open_months(spells))]
    return observed if len(person.happened) > 1 else [*observed, *in_scope(ORGANISATION, observed)]


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("caseload", Unit.PEOPLE, open_after(tally, period.last)),)


CASELOAD = Metric(
    definition=Definition(
        id="caseload",
        title="Caseload",
        numerator="distinct people with an open referral at the end of the period (MHS01): received or opened again by "
        "then, and not declined, withdrawn, closed or handed over since. A person of several contracts counts once in "
        "each and once in their total",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="end of the period, or the day of the report if it is earlier",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=_observe,
    kinds=frozenset({SPELL}),
    once=True,
    stock=True,
)
