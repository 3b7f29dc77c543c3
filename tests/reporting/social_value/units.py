"""Unit values for tests, with whatever matters said."""

from datetime import date
from decimal import Decimal

from services.reporting.domain.social_value.values import Bearer, Component, Counted, UnitValue


def part(
    amount: int | str, bearer: Bearer = Bearer.FISCAL, quantity: int = 1, source: str = "a publisher"
) -> Component:
    return Component("a part", Decimal(amount), bearer, source, quantity)


def unit(
    *parts: Component,
    id: str = "a-programme",
    figure: str = "employment",
    contract: str | None = None,
    repeated_by: tuple[str, ...] = (),
    counted: Counted = Counted.PERSONS,
    cap: int | None = None,
    source: str = "a review",
    licence: str = "open",
    version: int = 1,
    valid_from: date = date(2023, 4, 1),
    valid_to: date | None = None,
    known_from: date = date(2024, 4, 1),
) -> UnitValue:
    return UnitValue(
        id=id,
        title=id,
        outcome="an outcome",
        metric="hard-outcomes",
        figure=figure,
        contract=contract,
        repeated_by=repeated_by,
        counted=counted,
        cap=cap,
        components=parts or (part(1000),),
        source=source,
        licence=licence,
        version=version,
        valid_from=valid_from,
        valid_to=valid_to,
        known_from=known_from,
    )
