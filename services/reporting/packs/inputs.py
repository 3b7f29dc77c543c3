"""The inputs of social value and of the annual review, read from files and checked with every fault listed."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError, create_model

from chassis.errors import Fault, Invalid
from services.reporting.domain.pack.stated import Inputs, StatedReview
from services.reporting.domain.social_value.adjusted import Adjustment
from services.reporting.domain.social_value.inputs import ValueInputs, Wage
from services.reporting.domain.social_value.spending import Spend
from services.reporting.domain.social_value.values import UnitValue

__all__ = ["PACKAGED_VALUES", "BrokenInputs", "Inputs", "read_inputs"]

T = TypeVar("T")

PACKAGED_VALUES = Path(__file__).resolve().parents[3] / "contracts" / "values"
"""Where the inputs lie that come with the platform."""
_FILES: Mapping[str, tuple[str, type[Any]]] = {
    "unit_values": ("unit-values.toml", UnitValue),
    "spends": ("spend.toml", Spend),
    "adjustments": ("adjustments.toml", Adjustment),
    "wages": ("wages.toml", Wage),
}


class BrokenInputs(Invalid):
    """Files of inputs that cannot be used; each fault names file and entry, as in `spend.toml: spends.2.pounds`."""


def read_inputs(folder: Path) -> Inputs:
    """All inputs of a folder; raises `BrokenInputs` with every fault found in any file.

    Types are taken strictly and unknown keys are faults. A file of a kind may be missing: then none is known.
    """
    faults: list[Fault] = []
    read = {
        key: _entries(folder / name, key, shape, faults)
        for key, (name, shape) in _FILES.items()
        if (folder / name).exists()
    }
    values = ValueInputs(**read)
    faults += [Fault(f"values: {each.field}", each.detail, each.code) for each in values.faults()]
    reviews: dict[str, StatedReview] = {}
    for path in sorted(folder.glob("annual-review-*.toml")):
        review = _read(path, StatedReview, faults)
        if review is None:
            continue
        faults += [Fault(f"{path.name}: {each.field}", each.detail, each.code) for each in review.faults()]
        if review.year in reviews:
            faults.append(Fault(f"{path.name}: year", f"{review.year} has a review already", "year-twice"))
        reviews[review.year] = review
    if faults:
        raise BrokenInputs(tuple(faults))
    return Inputs(values, reviews)


def _entries(path: Path, key: str, shape: type[T], faults: list[Fault]) -> tuple[T, ...]:
    fields: dict[str, Any] = {key: (tuple[shape, ...], ...)}  # type: ignore[valid-type]
    holder = create_model(f"File_{key}", __config__=ConfigDict(extra="forbid", strict=True), **fields)
    found = _read(path, holder, faults)
    return getattr(found, key) if found is not None else ()


def _read(path: Path, shape: type[T], faults: list[Fault]) -> T | None:
    """A file as a shape, by way of JSON as terms are read; decimals go as text, so that they stay exact."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, f"is not TOML: {error}", "not-toml"))
        return None
    holder = create_model("File", __config__=ConfigDict(extra="forbid", strict=True), file=(shape, ...))
    try:
        read = TypeAdapter(holder).validate_json(orjson.dumps({"file": document}, default=str))
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            told = "" if each["type"] == "missing" else f", not {each['input']!r}"
            where = ".".join(str(part) for part in each["loc"][1:])
            faults.append(Fault(f"{path.name}: {where}", each["msg"] + told, each["type"]))
        return None
    found: T = getattr(read, "file")  # noqa: B009
    return found
