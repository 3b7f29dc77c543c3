"""Everything that social value is worked out from, as it is known on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from chassis.errors import Fault
from services.reporting.domain.period import Period
from services.reporting.domain.social_value import adjusted, spending, values
from services.reporting.domain.social_value.adjusted import Adjustment
from services.reporting.domain.social_value.spending import Spend
from services.reporting.domain.social_value.values import UnitValue

T = TypeVar("T", "Wage", "Adjustment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wage:
    """What an hour of volunteering is worth."""

    title: str
    pounds: Decimal
    source: str
    valid_from: date
    valid_to: date | None = None
    known_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueInputs:
    """Unit values, spends, adjustments and wages, each with the day from which it is known."""

    unit_values: tuple[UnitValue, ...] = ()
    spends: tuple[Spend, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    wages: tuple[Wage, ...] = ()

    def faults(self) -> list[Fault]:
        """Whatever is wrong with them, nothing if they may be used."""
        found = [*values.faults_in(self.unit_values), *spending.faults_in(self.spends)]
        for each in self.adjustments:
            found += adjusted.faults_in(each)
        ids = {each.id for each in self.unit_values}
        named: Sequence[tuple[str, str | None]] = [
            *(("spend", each.programme) for each in self.spends),
            *(("adjustment", each.programme) for each in self.adjustments),
        ]
        for kind, programme in named:
            if programme is not None and programme not in ids:
                found.append(Fault(programme, f"has a {kind} and no unit value", "unknown-programme"))
        return found

    def values_in(self, period: Period, as_at: date) -> tuple[UnitValue, ...]:
        """Unit values in force over a period, as known on a day."""
        return values.in_force(self.unit_values, period, as_at)

    def wage_in(self, period: Period, as_at: date) -> Wage | None:
        """The wage that holds over a period, as known on a day."""
        return _last([each for each in self.wages if _holds(each, period, as_at)])

    def adjustment_of(self, programme: str, period: Period, as_at: date) -> Adjustment | None:
        """How a programme's value is adjusted in a period, as known on a day."""
        return _last([each for each in self.adjustments if each.programme == programme and _holds(each, period, as_at)])


def _holds(each: Wage | Adjustment, period: Period, as_at: date) -> bool:
    ended = each.valid_to is not None and each.valid_to < period.ends_on
    return each.known_from <= as_at and each.valid_from <= period.starts_on and not ended


def _last(found: Sequence[T]) -> T | None:
    return max(found, key=lambda each: each.known_from, default=None)
