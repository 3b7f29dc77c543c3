"""Every message by its wire name, and the topic names: the one list that publishers and consumers share."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel

from contracts.messages import outcomes, referrals, sessions

MESSAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {**referrals.MESSAGES, **sessions.MESSAGES, **outcomes.MESSAGES}
)
"""Wire name to the model of the body."""

WIRE_NAMES: Mapping[type[BaseModel], str] = MappingProxyType({model: name for name, model in MESSAGES.items()})
"""Model of the body to its wire name."""

PUBLISHERS = ("referrals", "sessions", "outcomes")
"""Services that publish messages."""

PARTITIONS = 6
"""Partitions of each topic. A changed count moves keys to other partitions and needs a rebuild of reporting."""


def topic(contract: str, service: str) -> str:
    """Name of the topic to which `service` of `contract` publishes."""
    return f"{contract}.{service}.v1"
