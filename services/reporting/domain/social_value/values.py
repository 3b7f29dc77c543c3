"""Unit values: what one outcome is worth, in parts, from which source, and of which contract's count."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from types import MappingProxyType

from chassis.errors import Fault
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.period import Period

NOT_STATED = "not stated"
"""Price year of a value whose source does not say of which year its prices are."""

REFUSED_LICENCES: Mapping[str, str] = MappingProxyType(
    {
        r"\bhact\b|social value bank": "the values of the HACT Social Value Bank ask for a licence of each user",
        r"\btoms\b|themes,? outcomes (and|&) measures": "the National TOMs may not be changed or used commercially",
        r"\bcc[ -]by[ -](nc|nd)|non-?commercial|no-?deriv": "the licence forbids change or commercial use",
        r"all rights reserved": "the licence gives no right to pass the value on",
    }
)
"""Words of a source or licence whose values may not be shipped, and why."""


class Bearer(StrEnum):
    """Who bears what is saved, or has what is gained."""

    FISCAL = "fiscal"
    """The public purse."""
    ECONOMIC = "economic"
    """Earnings and output: of people, employers and the economy."""
    SOCIAL = "social"
    """Wellbeing of people and of those around them; nobody's budget."""


class Counted(StrEnum):
    """What of an outcome is worth the unit value."""

    PERSONS = "persons"
    INSTANCES = "instances"


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a unit value: an amount of pounds, so many times."""

    title: str
    amount: Decimal
    bearer: Bearer
    source: str
    """Publisher, and year where it is known, of the amount."""
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitValue:
    """What one outcome is worth in its first year, before any adjustment. Never changed: a new version takes over."""

    id: str
    """Of the programme or outcome that is valued; the same in all its versions."""
    title: str
    outcome: str
    """What is counted, in words."""
    metric: str
    figure: str
    """Figure of the metric that is the count."""
    contract: str | None = None
    """The contract whose count is valued; none for the count of the organisation."""
    repeated_by: tuple[str, ...] = ()
    """Contracts that show the same value as theirs: shown there, and never added again."""
    counted: Counted
    cap: int | None = None
    """How often one person counts at most in a financial year; none for no limit beyond that of the terms."""
    components: tuple[Component, ...]
    price_year: str = NOT_STATED
    source: str
    licence: str
    version: int = 1
    valid_from: date
    valid_to: date | None = None
    """Last day on which it holds; none while it holds."""
    known_from: date
    """A report as at an earlier day does not know it."""

    @property
    def amount(self) -> Fraction:
        """Pounds for one outcome."""
        return sum((_pounds(each) for each in self.components), Fraction())

    @property
    def scope(self) -> str:
        """Of which scope the count is."""
        return self.contract or ORGANISATION

    def amount_for(self, bearer: Bearer) -> Fraction:
        """Pounds for one outcome that somebody bears or has."""
        return sum((_pounds(each) for each in self.components if each.bearer is bearer), Fraction())


def in_force(values: Iterable[UnitValue], period: Period, as_at: date) -> tuple[UnitValue, ...]:
    """The unit values that hold over a whole period as known on a day: of each id the newest version, in file order."""
    newest: dict[str, UnitValue] = {}
    for value in values:
        ended = value.valid_to is not None and value.valid_to < period.ends_on
        if value.known_from > as_at or value.valid_from > period.starts_on or ended:
            continue
        stands = newest.get(value.id)
        if stands is None or value.version > stands.version:
            newest[value.id] = value
    return tuple(newest.values())


def faults_in(values: Sequence[UnitValue]) -> list[Fault]:
    """Whatever is wrong with unit values taken together, nothing if they may be used."""
    found: list[Fault] = []
    for value in values:
        licences = (value.licence, value.source, *(each.source for each in value.components))
        found += [
            Fault(value.id, f"may not be shipped: {why}", "licence-refused")
            for words, why in REFUSED_LICENCES.items()
            if any(re.search(words, each, re.IGNORECASE) for each in licences)
        ]
        if not value.components:
            found.append(Fault(value.id, "has no component, so it is worth nothing known", "no-component"))
        if any(each.amount < 0 or each.quantity < 1 for each in value.components):
            found.append(Fault(value.id, "an amount is no less than 0, a quantity no less than 1", "no-amount"))
        if value.cap is not None and value.cap < 1:
            found.append(Fault(value.id, "a cap is 1 or more", "no-cap"))
        if value.contract is not None and value.contract in value.repeated_by:
            found.append(Fault(value.id, "a contract does not repeat its own value", "repeats-itself"))
    for one, other in combinations(values, 2):
        if (one.id, one.version) == (other.id, other.version):
            found.append(Fault(one.id, f"version {one.version} stands twice", "version-twice"))
        elif one.id != other.id and _count_the_same(one, other):
            found.append(Fault(one.id, f"counts outcomes that {other.id} counts too", "counted-twice"))
    return found


def _count_the_same(one: UnitValue, other: UnitValue) -> bool:
    """Whether an outcome could be valued by both. A person's outcome in two contracts is one of the organisation's."""
    if (one.metric, one.figure) != (other.metric, other.figure) or not _meet(one, other):
        return False
    apart = ORGANISATION not in (one.scope, other.scope) and one.scope != other.scope
    return not (apart and one.counted is other.counted is Counted.INSTANCES)


def _meet(one: UnitValue, other: UnitValue) -> bool:
    """Whether there is a day on which both hold."""
    first = max(one.valid_from, other.valid_from)
    return all(each.valid_to is None or each.valid_to >= first for each in (one, other))


def _pounds(component: Component) -> Fraction:
    return Fraction(component.amount) * component.quantity
