"""How records are written down in their rows: JSON lists, short because there is one for every referral."""

from datetime import date
from typing import Any
from uuid import UUID

import orjson

from services.reporting.domain.records.journey import Fact, JourneyRecord
from services.reporting.domain.records.person import PersonRecord, Reach


def write_journey(record: JourneyRecord) -> str:
    """The facts of a journey and its person, as JSON."""
    facts = [
        (version, known_on.toordinal(), kind, on.toordinal(), by.toordinal() if by else None, words)
        for version, known_on, kind, on, by, words in record.facts
    ]
    return orjson.dumps({"person": record.person_ref, "facts": facts}).decode()


def read_journey(contract: str, referral_id: UUID, body: str) -> JourneyRecord:
    """The record that `write_journey` wrote."""
    raw = orjson.loads(body)
    day = date.fromordinal
    facts = tuple(
        [
            Fact(version, day(known_on), kind, day(on), day(by) if by else None, tuple(words))
            for version, known_on, kind, on, by, words in raw["facts"]
        ]
    )
    return JourneyRecord(contract, referral_id, raw["person"], facts)


def write_person(record: PersonRecord) -> str:
    """All that is known of one person, as JSON; the same bytes for the same knowledge."""
    reaches = [
        (contract, str(referral_id), reach.person_ref, [(day.isoformat(), on.isoformat()) for day, on in reach.known])
        for (contract, referral_id), reach in sorted(record.reaches.items())
    ]
    links = [(*link, known_on.isoformat()) for link, known_on in sorted(record.links.items())]
    return orjson.dumps({"refs": sorted(record.refs), "reaches": reaches, "links": links}).decode()


def read_person(body: str) -> PersonRecord:
    """The record that `write_person` wrote."""
    raw: dict[str, Any] = orjson.loads(body)
    day = date.fromisoformat
    return PersonRecord(
        frozenset(raw["refs"]),
        {
            (contract, UUID(referral_id)): Reach(ref, tuple((day(known_on), day(on)) for known_on, on in known))
            for contract, referral_id, ref, known in raw["reaches"]
        },
        {(one, other): day(known_on) for one, other, known_on in raw["links"]},
    )
