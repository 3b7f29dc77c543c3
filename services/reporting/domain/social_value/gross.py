"""Gross value: count times unit value, over what was spent; each outcome once, whoever shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.social_value.spending import Amount
from services.reporting.domain.social_value.values import Bearer, Counted, UnitValue

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Valuation:
    """So many outcomes at their unit value: gross, of the first year, before any adjustment."""

    unit: UnitValue
    count: int

    @property
    def gross(self) -> Fraction:
        """Pounds."""
        return self.count * self.unit.amount

    def gross_for(self, bearer: Bearer) -> Fraction:
        """Pounds that somebody bears or has. Over all bearers they add up to the gross value."""
        return self.count * self.unit.amount_for(bearer)


@dataclass(frozen=True, slots=True)
class Claim:
    """A valuation as it is shown in the part of one contract, or of the organisation."""

    scope: str
    valuation: Valuation
    repeats: bool
    """Whether it stands in another part's figures and is only repeated here."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Pounds of value to each pound spent."""

    value: Fraction
    spend: Amount
    low: Fraction
    high: Fraction

    @property
    def exact(self) -> Fraction:
        """Before it is rounded."""
        return self.value / self.spend.point

    @property
    def whole(self) -> int:
        """In whole pounds, rounded half up."""
        return floor(self.exact + _HALF)


def counts_for(unit: UnitValue, number: int, persons_by_times: Mapping[int, int] | None = None) -> int | None:
    """How many of a count are valued: all of them, or under a cap for each person at most so many.

    `persons_by_times` says how many persons had the outcome how often in the year. Persons, each counted once, keep
    every cap. Instances under a cap cannot be counted without it: None.
    """
    if unit.cap is None or unit.counted is Counted.PERSONS:
        return number
    if persons_by_times is None:
        return None
    return sum(min(times, unit.cap) * persons for times, persons in persons_by_times.items())


def claims(valuations: Iterable[Valuation]) -> list[Claim]:
    """Each valuation where it belongs, then where it is repeated; the organisation shows every one."""
    found = []
    for valuation in valuations:
        own = valuation.unit.scope
        others = (ORGANISATION, *valuation.unit.repeated_by)
        found.append(Claim(own, valuation, repeats=False))
        found += [Claim(scope, valuation, repeats=True) for scope in dict.fromkeys(others) if scope != own]
    return found


def total(claimed: Iterable[Claim]) -> Fraction:
    """Pounds of all claims together: what is only repeated adds nothing."""
    return sum((each.valuation.gross for each in once(claimed)), Fraction())


def total_for(claimed: Iterable[Claim], bearer: Bearer) -> Fraction:
    """Pounds of all claims together that somebody bears or has."""
    return sum((each.valuation.gross_for(bearer) for each in once(claimed)), Fraction())


def once(claimed: Iterable[Claim]) -> list[Claim]:
    """One claim for each unit value, its own before one that repeats it; two that differ are an error of the caller."""
    kept: dict[str, Claim] = {}
    for claim in claimed:
        stands = kept.get(claim.valuation.unit.id)
        if stands is not None and stands.valuation != claim.valuation:
            raise ValueError(f"{claim.valuation.unit.id} is claimed with two values")
        if stands is None or (stands.repeats and not claim.repeats):
            kept[claim.valuation.unit.id] = claim
    return list(kept.values())


def ratio(value: Fraction, spend: Amount | None) -> Ratio | None:
    """Value to spend with the interval that the spend allows or, for an exact spend, its rounding; none without one."""
    if spend is None or spend.point <= 0:
        return None
    if spend.low < spend.high:
        return Ratio(value, spend, value / spend.high, value / spend.low)
    whole = floor(value / spend.point + _HALF)
    return Ratio(value, spend, whole - _HALF, whole + _HALF)


def overall_ratio(value: Fraction, spends: Sequence[Amount | None], whole: Amount | None = None) -> Ratio | None:
    """Sum of values over sum of spends, never a mean of ratios.

    `whole` is what the organisation is known to have spent and goes before the sum of its parts. None as soon as one
    part is not known: the rest would look better than all of it.
    """
    if whole is not None:
        return ratio(value, whole)
    known = [each for each in spends if each is not None]
    if not known or len(known) < len(spends):
        return None
    together = known[0]
    for each in known[1:]:
        together += each
    return ratio(value, together)
