"""The terms of a contract: one TOML file each, read and checked at start-up with every fault listed."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from chassis.errors import Fault, Invalid

T = TypeVar("T")

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
"""What the slug of a contract looks like: it names a file, a topic, a database and a namespace."""


@dataclass(frozen=True, slots=True)
class Terms(Generic[T]):
    """What one service reads of a contract's terms. `version` goes into the metadata of every event decided by them."""

    contract: str
    title: str
    commissioner: str
    version: str
    content: T


class BrokenTerms(Invalid):
    """A file of terms that cannot be used; each fault names file and key, as in `rio.toml: referrals.minimum_age`."""


class _Head(BaseModel):
    """What stands at the top of every file of terms, above the sections of the services."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: str
    commissioner: str
    version: str


def contracts_in(folder: Path) -> tuple[str, ...]:
    """Slugs of the contracts that have terms, in order; raises `BrokenTerms` for a name that is no slug."""
    slugs = sorted(path.stem for path in folder.glob("*.toml"))
    faults = [
        Fault(f"{slug}.toml", "the name must be small letters, digits and single hyphens", "not-a-slug")
        for slug in slugs
        if not re.fullmatch(SLUG, slug)
    ]
    if faults:
        raise BrokenTerms(tuple(faults))
    return tuple(slugs)


def sections_in(folder: Path, contract: str) -> tuple[str, ...]:
    """Names of the sections of a contract's terms: the services that it has; raises `BrokenTerms` for no file."""
    return tuple(_sections(folder / f"{contract}.toml")[0])


def read_terms(folder: Path, contract: str, section: str, shape: type[T]) -> Terms[T]:
    """One section of a contract's terms as `shape`, a frozen dataclass; raises `BrokenTerms` with every fault.

    Types are taken strictly, and a key that the shape does not know is a fault: a misspelt rule must not be ignored.
    """
    name = f"{contract}.toml"
    tables, head = _sections(folder / name)
    faults: list[Fault] = []
    read_head = _checked(_Head, head, name, faults)
    content: Any = None
    if section not in tables:
        faults.append(Fault(f"{name}: {section}", "the section is missing", "missing"))
    else:
        holder = _checked(_holder(section, shape), {section: tables[section]}, name, faults)
        content = getattr(holder, section, None)
    if faults or read_head is None:
        raise BrokenTerms(tuple(faults))
    return Terms(contract, read_head.title, read_head.commissioner, read_head.version, content)


def _sections(path: Path) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenTerms((Fault(path.name, "there is no such file of terms", "unknown-contract"),)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenTerms((Fault(path.name, f"is not TOML: {error}", "not-toml"),)) from None
    tables = {key: value for key, value in document.items() if isinstance(value, dict)}
    return tables, {key: value for key, value in document.items() if key not in tables}


def _holder(section: str, shape: type[Any]) -> type[BaseModel]:
    """A model around the shape: dataclasses inside it take over its refusal of unknown keys."""
    config = ConfigDict(extra="forbid", strict=True)
    fields: dict[str, Any] = {section: (shape, ...)}
    return create_model(f"Section_{section}", __config__=config, **fields)


M = TypeVar("M", bound=BaseModel)


def _checked(model: type[M], values: dict[str, Any], name: str, faults: list[Fault]) -> M | None:
    """Read by way of JSON: strict there still means that a list may become a tuple and a string a date or a code."""
    try:
        return model.model_validate_json(orjson.dumps(values))
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            key = ".".join(str(part) for part in each["loc"])
            told = "" if each["type"] == "missing" else f", not {each['input']!r}"
            faults.append(Fault(f"{name}: {key}", each["msg"] + told, each["type"]))
        return None
