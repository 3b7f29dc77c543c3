"""Which events become messages: the mappings of all parts of the service in one hand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from chassis.messaging.wire import Publishing, Recorded
from services.sessions.publishing import entries, gatherings

MAPPING_VERSION = 1
"""Raised when an event that is already in logs is mapped otherwise than before."""

MAPPINGS: Mapping[type, Callable[[Any], BaseModel | None]] = MappingProxyType(
    {**entries.MAPPINGS, **gatherings.MAPPINGS}
)
"""Class of an event to what makes its message; None stays private."""


def to_message(recorded: Recorded) -> BaseModel | None:
    """The message of a recorded event. One that has no mapping is a mistake, and stops the relay."""
    return MAPPINGS[type(recorded.event)](recorded.event)


PUBLISHING = Publishing(to_message, MAPPING_VERSION)
