"""What is known of a person: the details that may be erased, and never stand in an event."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

MOST_TEXT = 200
"""Longest name, line of an address or contact point, in characters. What is longer is cut by whoever reads a feed."""


class Sex(StrEnum):
    """Administrative sex, in the codes of FHIR."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class NumberStatus(StrEnum):
    """What is known of a person's NHS number: whether somebody checked that it is theirs."""

    VERIFIED = "number-present-and-verified"
    NOT_TRACED = "number-present-but-not-traced"
    TRACE_REQUIRED = "trace-required"
    FAILED_CHECK = "number-failed-its-check"
    """A number came that cannot be one; it was dropped."""
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A way to reach the person: `system` is phone, email, sms or other, `use` home, mobile, work or empty."""

    system: str
    value: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the person lives, as told."""

    lines: tuple[str, ...] = ()
    town: str = ""
    district: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """A person as a referral describes them. Anything may be missing: some people arrive unknown."""

    nhs_number: str | None = None
    """Ten digits that pass their check; nothing else is kept as a number."""
    number_status: NumberStatus = NumberStatus.NOT_KNOWN
    family: str = ""
    given: tuple[str, ...] = ()
    title: str = ""
    born_on: date | None = None
    born_as_told: str = ""
    """A birth date of which only year or month is known, as it was told."""
    sex: Sex = Sex.UNKNOWN
    dead: bool = False
    """Whether the sender records the person as dead: then nobody is contacted automatically."""
    contact_points: tuple[ContactPoint, ...] = ()
    address: Address | None = None

    @property
    def search_name(self) -> str:
        """The name by which the person is found again, whatever its spelling of accents, case and hyphens."""
        return searchable(self.family, self.given[0] if self.given else "")

    @property
    def known_by_details(self) -> bool:
        """Whether name and birth date are there, so that they can stand for the person where no number does."""
        return bool(folded(self.family)) and bool(self.given) and self.born_on is not None

    def age_on(self, day: date) -> int | None:
        """Age in full years on a day; None if the birth date is not known."""
        if self.born_on is None:
            return None
        had_birthday = (day.month, day.day) >= (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - (0 if had_birthday else 1)

    def as_json(self) -> dict[str, Any]:
        """What is written as JSON: the details, with the name they are found by."""
        return {name: getattr(self, name) for name in _DETAILS} | {"search_name": self.search_name}


_DETAILS = tuple(field.name for field in fields(PersonDetails))


def from_json(row: Mapping[str, Any]) -> PersonDetails:
    """The details as they were stored."""
    address = row.get("address")
    return PersonDetails(
        nhs_number=row["nhs_number"],
        number_status=NumberStatus(row["number_status"]),
        family=row["family"],
        given=tuple(row["given"]),
        title=row["title"],
        born_on=date.fromisoformat(row["born_on"]) if row["born_on"] else None,
        born_as_told=row["born_as_told"],
        sex=Sex(row["sex"]),
        dead=row["dead"],
        contact_points=tuple(ContactPoint(**point) for point in row["contact_points"]),
        address=Address(**(address | {"lines": tuple(address["lines"])})) if address else None,
    )


def folded(name: str) -> str:
    """A name without case, accents, hyphens, apostrophes and blanks: `O'Brien-Smythé` and `OBRIEN SMYTHE` are one."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, apart)).casefold()


def searchable(family: str, given: str) -> str:
    """Family name and first given name, folded. Middle names come and go between senders and are left out."""
    first = re.split(r"\s+", given.strip())[0] if given.strip() else ""
    return f"{folded(family)}|{folded(first)}"
