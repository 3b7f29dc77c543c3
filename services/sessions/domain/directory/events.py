"""What can happen to one service of the directory. Its name in words stays beside the list, never here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ServiceListed:
    """A service was taken into the directory."""

    code: str
    category: str
    districts: tuple[str, ...]
    listed_on: date


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """A service is another kind, or serves other areas, from a day on: everything as it stands then."""

    code: str
    category: str
    districts: tuple[str, ...]
    changed_on: date


@dataclass(frozen=True, slots=True)
class ServiceRetired:
    """A service was taken out of the directory; nobody is signposted to it from that day on."""

    code: str
    retired_on: date


DirectoryEvent = ServiceListed | ServiceChanged | ServiceRetired

EVENT_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "service-listed.v1": ServiceListed,
        "service-changed.v1": ServiceChanged,
        "service-retired.v1": ServiceRetired,
    }
)
"""Stored name to the class of the event."""
