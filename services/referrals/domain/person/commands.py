"""What may be asked about the identity of a person."""

from dataclasses import dataclass, field
from datetime import date

from services.referrals.domain.person.terms import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPeople:
    """Record that two references are one person; their order says nothing."""

    person_ref: str
    same_as_ref: str
    evidence: Evidence
    on: date
    today: date = field(compare=False)
