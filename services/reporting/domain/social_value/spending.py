"""Spend: what a programme, a contract or the organisation cost, as stated or as a printed ratio implies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from chassis.errors import Fault
from services.reporting.domain.period import Period

_HALF = Fraction(1, 2)


class Basis(StrEnum):
    """How an amount came to be known."""

    STATED = "stated"
    IMPLIED = "implied by the printed ratio"


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds, and between which pounds they lie: a stated amount has no width."""

    point: Fraction
    low: Fraction
    high: Fraction
    basis: Basis

    def __add__(self, other: "Amount") -> "Amount":
        """Both together; implied as soon as one of them is."""
        implied = Basis.IMPLIED in (self.basis, other.basis)
        low, high = self.low + other.low, self.high + other.high
        return Amount(self.point + other.point, low, high, Basis.IMPLIED if implied else Basis.STATED)


def stated(pounds: Decimal | Fraction) -> Amount:
    """An amount that somebody stated."""
    exact = Fraction(pounds)
    return Amount(exact, exact, exact, Basis.STATED)


def implied(value: Decimal | Fraction, ratio: int) -> Amount:
    """What must have been spent for a value to give a ratio printed in whole pounds, rounded half up."""
    exact = Fraction(value)
    return Amount(exact / ratio, exact / (ratio + _HALF), exact / (ratio - _HALF), Basis.IMPLIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """What was spent in a period on one programme or contract, or on all if neither is named.

    A stated one has `pounds`; one implied has the printed value and ratio, and no pounds of its own.
    """

    period: str
    """Label of the financial year: 2023/24."""
    programme: str | None = None
    """Id of the unit value."""
    contract: str | None = None
    basis: Basis
    pounds: Decimal | None = None
    printed_value: Decimal | None = None
    printed_ratio: int | None = None
    source: str
    known_from: date

    @property
    def amount(self) -> Amount:
        """The pounds, with their interval."""
        if self.pounds is not None:
            return stated(self.pounds)
        assert self.printed_value is not None
        assert self.printed_ratio is not None
        return implied(self.printed_value, self.printed_ratio)


def spend_on(
    spends: Iterable[Spend], period: Period, as_at: date, programme: str | None = None, contract: str | None = None
) -> Spend | None:
    """What is known on a day to have been spent: of several the last to be known; none if nobody said."""
    found = [
        each
        for each in spends
        if (each.period, each.programme, each.contract) == (period.label, programme, contract)
        and each.known_from <= as_at
    ]
    return max(found, key=lambda each: (each.known_from, each.basis is Basis.STATED), default=None)


def faults_in(spends: Sequence[Spend]) -> list[Fault]:
    """Whatever is wrong with spends taken together, nothing if they may be used."""
    found = []
    for spend in spends:
        of = f"{spend.programme or spend.contract or 'organisation'} {spend.period}"
        if spend.programme is not None and spend.contract is not None:
            found.append(Fault(of, "is of a programme or of a contract, not of both", "of-both"))
        has = (spend.pounds is not None, spend.printed_value is not None, spend.printed_ratio is not None)
        asked = (True, False, False) if spend.basis is Basis.STATED else (False, True, True)
        if has != asked:
            rule = "stated has `pounds` alone; implied has `printed_value` and `printed_ratio`"
            found.append(Fault(of, rule, "basis-and-amount"))
        if any(number is not None and number <= 0 for number in (spend.pounds, spend.printed_value)):
            found.append(Fault(of, "pounds are more than 0", "no-pounds"))
        if spend.printed_ratio is not None and spend.printed_ratio < 1:
            found.append(Fault(of, "a ratio from which a spend follows is 1 or more", "no-ratio"))
    for one, other in combinations(spends, 2):
        if _what(one) == _what(other):
            found.append(Fault(str(one.programme or one.contract), f"{one.period} stands twice", "spend-twice"))
    return found


def _what(spend: Spend) -> tuple[object, ...]:
    return spend.period, spend.programme, spend.contract, spend.basis, spend.known_from
