"""Types that the bodies of several routes are made of."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from chassis.http.requests import Day

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""A coded word of the contract's terms."""
PersonRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Reference of a person, as the service of referrals gives it."""
Channel = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
"""MHSDS consultation mechanism."""
Minutes = Annotated[int, Field(ge=0, le=100_000, examples=[45])]
Workers = Annotated[tuple[UUID, ...], Field(max_length=50)]
"""Who of the team took part, by opaque ids."""
OnDay = Annotated[Day | None, Field(description="Its day; today if it is left out.", examples=["2026-03-04"])]
"""The day of what is recorded, late or on the day."""


def shown_by(**example: Any) -> ConfigDict:
    """The configuration of a body's model that shows one whole example in the documents."""
    return ConfigDict(json_schema_extra={"examples": [example]})
