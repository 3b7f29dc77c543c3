"""How records are written down in their rows: JSON, short because there is one for every referral and every contact."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from contracts.messages.catalogue import MESSAGES, WIRE_NAMES
from services.reporting.domain.records.activity import ActivityKey, ActivityRecord
from services.reporting.domain.records.facts import Happening, Reach, Said, Telling
from services.reporting.domain.records.gathering import GatheringKey, GatheringRecord
from services.reporting.domain.records.journey import Fact, JourneyRecord
from services.reporting.domain.records.person import PersonRecord


def write_journey(record: JourneyRecord) -> str:
    """The facts of a journey and its person, as JSON."""
    facts = [
        (version, known_on.toordinal(), kind, on.toordinal(), by.toordinal() if by else None, words)
        if of is None
        else (version, known_on.toordinal(), kind, on.toordinal(), by.toordinal() if by else None, words, of)
        for version, known_on, kind, on, by, words, of in record.facts
    ]
    return orjson.dumps({"person": record.person_ref, "facts": facts}).decode()


def read_journey(contract: str, referral_id: UUID, body: str) -> JourneyRecord:
    """The record that `write_journey` wrote."""
    raw = orjson.loads(body)
    day = date.fromordinal
    facts = tuple(
        [
            Fact(version, day(known_on), kind, day(on), day(by) if by else None, tuple(words), *of)
            for version, known_on, kind, on, by, words, *of in raw["facts"]
        ]
    )
    return JourneyRecord(contract, referral_id, raw["person"], facts)


def write_tellings(record: ActivityRecord | GatheringRecord) -> str:
    """The messages of an activity or a gathering, as JSON: the words that their publisher used, under their wire
    names."""
    facts = [
        (version, known_on.toordinal(), WIRE_NAMES[type(body)], body.model_dump(mode="json", exclude_defaults=True))
        for version, known_on, body in record.facts
    ]
    return orjson.dumps(facts).decode()


def read_activity(key: ActivityKey, body: str) -> ActivityRecord:
    """The record that `write_tellings` wrote of an activity."""
    return ActivityRecord(*key, _tellings(body))


def read_gathering(key: GatheringKey, body: str) -> GatheringRecord:
    """The record that `write_tellings` wrote of a gathering."""
    return GatheringRecord(*key, _tellings(body))


def _tellings(body: str) -> tuple[Telling, ...]:
    day = date.fromordinal
    return tuple(
        [
            Telling(version, day(known_on), MESSAGES[name].model_validate(said))
            for version, known_on, name, said in orjson.loads(body)
        ]
    )


def write_person(record: PersonRecord) -> str:
    """All that is known of one person, as JSON; the same bytes for the same knowledge."""
    refs = sorted(record.refs)
    reaches = [
        (contract, kind, record_id, refs.index(ref), _steps(reach))
        for (contract, kind, record_id, ref), reach in sorted(record.reaches.items())
    ]
    links = [(*link, known_on.isoformat()) for link, known_on in sorted(record.links.items())]
    return orjson.dumps({"refs": refs, "reaches": reaches, "links": links}).decode()


def read_person(body: str) -> PersonRecord:
    """The record that `write_person` wrote."""
    raw: dict[str, Any] = orjson.loads(body)
    refs: list[str] = raw["refs"]
    return PersonRecord(
        frozenset(refs),
        {
            (contract, kind, record_id, refs[at]): _reach(steps)
            for contract, kind, record_id, at, steps in raw["reaches"]
        },
        {(one, other): date.fromisoformat(known_on) for one, other, known_on in raw["links"]},
    )


def write_reach(reach: Reach) -> bytes:
    """What one record says of one person, as JSON."""
    return orjson.dumps(_steps(reach))


def read_reach(body: bytes) -> Reach:
    """The reach that `write_reach` wrote."""
    return _reach(orjson.loads(body))


def _steps(reach: Reach) -> list[tuple[int, list[tuple[str | int, ...]]]]:
    return [(day.toordinal(), _short(said)) for day, said in reach]


def _short(said: Said) -> list[tuple[str | int, ...]]:
    """What happened, without what most of it does not have: a word, a number."""
    return [tuple(each) if each.number else tuple(each[: 4 if each.word else 3]) for each in said]


def _reach(steps: Sequence[tuple[int, Sequence[Any]]]) -> Reach:
    return tuple([(date.fromordinal(day), tuple([Happening(*each) for each in said])) for day, said in steps])
