"""What was found out about the identity of people, as the log keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.referrals.domain.person.terms import Evidence


@dataclass(frozen=True, slots=True)
class PeopleLinked:
    """Two references were found to be one person; `person_ref` is the one that sorts first."""

    person_ref: str
    same_as_ref: str
    linked_on: date
    evidence: Evidence


EVENT_TYPES: Mapping[str, type[PeopleLinked]] = MappingProxyType({"people-linked.v1": PeopleLinked})
"""Stored name to event."""
