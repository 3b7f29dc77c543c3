"""Why figures moved since a day: the records that tell something else now, and what came of them since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics import opening
from services.reporting.domain.metrics.catalogue import METRICS
from services.reporting.domain.metrics.opening import Opened, RecordKey
from services.reporting.domain.pack.changes import Why, why_of
from services.reporting.domain.records.person import GATHERING, JOURNEY, LINK, PersonRecord
from services.reporting.projection import tables

Pool = Any
"""An asyncpg pool."""

_CAME = """
    select contract, kind, record_id, array_agg(name order by position) as names from messages
        where (recorded_at at time zone 'Europe/London')::date > $1
            and (recorded_at at time zone 'Europe/London')::date <= $2
            and recorded_at > $1::timestamp - interval '1 day'
        group by 1, 2, 3 order by 1, 2, 3
"""
_PAGE = 1_000

Found = dict[tuple[str, str], set[Why]]


async def reasons_since(
    pool: Pool, contracts: Sequence[str], metrics: frozenset[str], since: date, until: date, last_month: int
) -> Mapping[tuple[str, str], Sequence[Why]]:
    """Why figures of these metrics differ, for each scope and metric: as known by one day and by a later one.

    Each record of which something came in between is folded as of both days; where a metric observes something else of
    it in the months that the report reads, what came says why.
    """
    wanted = [metric for metric in METRICS if metric.definition.id in metrics]
    found: Found = {}
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        await tables.begin(connection, tables.LIVE, exclusively=False)
        came = {
            (contract, kind, str(record_id)): tuple(names)
            for contract, kind, record_id, names in await connection.fetch(_CAME, since, until)
        }
        keys = [key for key in came if key[0] in contracts]
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            await _look(connection, wanted, {key: came[key] for key in page}, since, until, last_month, found)
    return {key: sorted(whys) for key, whys in found.items()}


async def _look(
    connection: Any,
    metrics: Sequence[Metric],
    came: Mapping[RecordKey, Sequence[str]],
    since: date,
    until: date,
    last_month: int,
    found: Found,
) -> None:
    journeys = [(key[0], UUID(key[2])) for key in came if key[1] == JOURNEY]
    gatherings = [(key[0], UUID(key[2])) for key in came if key[1] == GATHERING]
    activities = [(key[0], key[1], UUID(key[2])) for key in came if key[1] not in {JOURNEY, GATHERING, LINK}]
    refs: set[str] = set()
    for journey in (await tables.journeys(connection, journeys)).values() if journeys else ():
        refs.add(journey.person_ref)
        why = why_of(came[journey.contract, JOURNEY, str(journey.referral_id)])
        for metric in metrics:
            before, after = (opening.of_journey(metric, journey, day) for day in (since, until))
            _note(found, metric, before, after, last_month, (why,))
    for activity in (await tables.activities(connection, activities)).values() if activities else ():
        refs |= _refs(activity.facts)
        why = why_of(came[activity.contract, activity.kind, str(activity.activity_id)])
        for metric in metrics:
            before, after = (opening.of_activity(metric, activity, day) for day in (since, until))
            _note(found, metric, before, after, last_month, (why,))
    for gathering in (await tables.gatherings(connection, gatherings)).values() if gatherings else ():
        refs |= _refs(gathering.facts)
        why = why_of(came[gathering.contract, GATHERING, str(gathering.session_id)])
        for metric in metrics:
            before, after = (opening.of_gathering(metric, gathering, day) for day in (since, until))
            _note(found, metric, before, after, last_month, (why,))
    of_people = [metric for metric in metrics if metric.of_person is not None]
    if not of_people:
        return
    linked = any(key[1] == LINK for key in came)
    if linked:
        refs |= {ref for (ref,) in await connection.fetch("select ref from people where ref <> kept_under")}
    for record in await tables.people(connection, refs) if refs else ():
        for person in _as_known(record, until):
            told = {key[:3] for key in person.reaches}
            whys = {why_of(came[key]) for key in told if key in came}
            if any(since < known_on for known_on in person.links.values()):
                whys.add(Why.LINK)
            for metric in of_people:
                before, after = (opening.of_person(metric, person, day) for day in (since, until))
                _note(found, metric, before, after, last_month, whys)


def _as_known(record: PersonRecord, day: date) -> Iterator[PersonRecord]:
    """The record, or several where it was not yet known by a day that all of it is one person's: why figures moved up
    to a day must not come to hang on what is found out later."""
    links = {link: known_on for link, known_on in record.links.items() if known_on <= day}
    together = {ref: frozenset({ref}) for ref in record.refs}
    for one, other in links:
        both = together[one] | together[other]
        together |= dict.fromkeys(both, both)
    for refs in dict.fromkeys(together.values()):
        yield PersonRecord(
            refs,
            {key: reach for key, reach in record.reaches.items() if key[3] in refs},
            {link: known_on for link, known_on in links.items() if link[0] in refs},
        )


def _refs(facts: Iterable[Any]) -> set[str]:
    return {ref for fact in facts if (ref := getattr(fact.body, "person_ref", None)) is not None}


def _note(
    found: Found, metric: Metric, before: Opened | None, after: Opened | None, last_month: int, whys: Iterable[Why]
) -> None:
    """Remember why, for every scope in which something else is observed."""
    stood, stands = _counted(before, last_month), _counted(after, last_month)
    if stood == stands:
        return
    for scope in {scope.partition("/")[0] for scope, *_ in stood ^ stands}:
        found.setdefault((scope, metric.definition.id), set()).update(whys)
        if not metric.once:
            found.setdefault((ORGANISATION, metric.definition.id), set()).update(whys)


def _counted(opened: Opened | None, last_month: int) -> frozenset[tuple[str, int, int]]:
    if opened is None:
        return frozenset()
    return frozenset(each for each in opened.observations if each[1] <= last_month)
