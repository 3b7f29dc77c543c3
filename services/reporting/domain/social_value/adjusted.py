"""Adjusted value: what is left of a gross value after what would have happened anyway, over the years it lasts.

The steps are those of A Guide to Social Return on Investment (Cabinet Office and SROI Network); the discount rate of
3.5% is that of the Green Book.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from chassis.errors import Fault

GREEN_BOOK = Decimal("0.035")
STEP = Decimal("0.10")
"""By how much the table of sensitivity moves each rate: ten percentage points."""


class Standing(StrEnum):
    """Whether rates were found for a programme, or are made up to show the method."""

    FOUND = "found"
    ILLUSTRATION = "illustration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Rates by which a programme's gross value is lessened, each from 0 to 1, and how long the outcome lasts."""

    programme: str
    """Id of the unit value."""
    deadweight: Decimal
    """Share that would have happened anyway."""
    displacement: Decimal
    """Share that was moved from elsewhere."""
    attribution: Decimal
    """Share that is due to others."""
    drop_off: Decimal
    """Share of a year's impact that is lost until the next."""
    years: int
    """How many years the outcome lasts, the first included."""
    discount: Decimal = GREEN_BOOK
    first_year_discounted: bool
    """Whether year 1 counts as one year away, so that it is divided by 1.035 too."""
    standing: Standing
    source: str
    valid_from: date
    valid_to: date | None = None
    known_from: date


@dataclass(frozen=True, slots=True)
class Impact:
    """What an adjustment leaves: pounds of each year, at present value where discounted."""

    by_year: tuple[Fraction, ...]
    """Impact of year 1, 2 and so on, before discounting."""
    discounted: tuple[Fraction, ...]

    @property
    def first_year(self) -> Fraction:
        """Impact of year 1 before discounting."""
        return self.by_year[0]

    @property
    def present_value(self) -> Fraction:
        """All years at present value."""
        return sum(self.discounted, Fraction())


def impact(gross: Fraction, by: Adjustment) -> Impact:
    """The impact of a gross value under an adjustment."""
    first = gross * _left(by.deadweight) * _left(by.displacement) * _left(by.attribution)
    years = tuple(first * _left(by.drop_off) ** year for year in range(by.years))
    away = 1 if by.first_year_discounted else 0
    return Impact(years, tuple(each / (1 + Fraction(by.discount)) ** (year + away) for year, each in enumerate(years)))


def social_return(found: Impact, spend: Fraction) -> Fraction:
    """Present value of the impact to each pound spent."""
    return found.present_value / spend


def net_social_return(found: Impact, spend: Fraction) -> Fraction:
    """What is gained beyond the spend to each pound spent."""
    return (found.present_value - spend) / spend


def payback_months(found: Impact, spend: Fraction) -> Fraction | None:
    """Months until the impact has paid the spend back, each year's spread evenly over it; None if it never does."""
    left = spend
    for year, each in enumerate(found.discounted):
        if each >= left:
            return 12 * (year + (left / each if left else Fraction()))
        left -= each
    return None


def sensitivity(gross: Fraction, by: Adjustment, spend: Fraction) -> Iterator[tuple[str, Decimal, Decimal, Fraction]]:
    """The social return with each rate ten points lower and higher, no lower than 0 and no higher than 1.

    Gives the rate's name, its value, the value it is moved to, and what the social return is then.
    """
    for name in ("deadweight", "displacement", "attribution", "drop_off"):
        rate: Decimal = getattr(by, name)
        for moved in (max(rate - STEP, Decimal(0)), min(rate + STEP, Decimal(1))):
            if moved != rate:
                yield name, rate, moved, social_return(impact(gross, _with(by, name, moved)), spend)


def faults_in(by: Adjustment) -> list[Fault]:
    """Whatever is wrong with an adjustment, nothing if it may be used."""
    rates = {name: getattr(by, name) for name in ("deadweight", "displacement", "attribution", "drop_off", "discount")}
    found = [
        Fault(f"{by.programme} {name}", f"a rate is from 0 to 1, not {rate}", "not-a-rate")
        for name, rate in rates.items()
        if not 0 <= rate <= 1
    ]
    if by.years < 1:
        found.append(Fault(f"{by.programme} years", "an outcome lasts one year or more", "no-year"))
    return found


def _with(by: Adjustment, name: str, rate: Decimal) -> Adjustment:
    match name:
        case "deadweight":
            return replace(by, deadweight=rate)
        case "displacement":
            return replace(by, displacement=rate)
        case "attribution":
            return replace(by, attribution=rate)
    return replace(by, drop_off=rate)


def _left(rate: Decimal) -> Fraction:
    return 1 - Fraction(rate)
