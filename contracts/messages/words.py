"""The types that messages of every publisher are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PersonRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""Keyed hash of a person's identity: 32 hexadecimal digits. Also the Kafka key, so a person's facts stay in order."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""A coded word of the terms or of a published code list."""
Ways = tuple[Code, ...]
"""Which of the Five Ways to Wellbeing an activity hits: connect, be-active, take-notice, keep-learning, give."""
Minutes = Annotated[int, Field(ge=0)]
"""A length of time in whole minutes."""
Pounds = Annotated[int, Field(ge=0)]
"""An amount of money in whole pounds."""
Count = Annotated[int, Field(ge=0)]
"""How many there were."""


class Body(BaseModel):
    """The body of a message: what it does not know it passes over, so that a publisher may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")
