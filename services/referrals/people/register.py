"""The register of people: rows that follow an append, and the look-ups. Every look-up here reads personal data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import INITIAL, Link
from services.referrals.people.details import PersonDetails, from_json, searchable

MOST_FOUND = 50
"""People that one search gives at most; a search that finds more was too wide."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was said in words about a referral's needs, and when it was taken down."""

    referral_id: UUID
    words: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the register knows them, with the references that are linked to theirs."""

    person_ref: str
    details: PersonDetails
    same_as: tuple[str, ...]
    needs: tuple[Written, ...]
    changed_at: datetime


def registration(person_ref: str, details: PersonDetails, referral_id: UUID | None, needs: str = "") -> Alongside:
    """Takes the person down in the append's own transaction, with what was said in words about the referral if any."""
    rows = {
        "person_ref": person_ref,
        "details": details.as_json(),
        "referral_id": None if referral_id is None else str(referral_id),
        "needs": needs,
    }
    return Alongside("register_person", rows)


def follow_links(stream: str, state: Link, events: Sequence[PeopleLinked]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps the links beside the log, so that a look-up follows them."""
    return tuple(
        Alongside(
            "follow_people_links",
            {
                "person_ref": event.person_ref,
                "same_as_ref": event.same_as_ref,
                "linked_on": event.linked_on.isoformat(),
                "evidence": event.evidence.value,
            },
        )
        for event in events
    )


async def refill_links(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the links anew from the log, in the connection's transaction; how many there are."""
    await connection.execute("select empty_people_links()")
    rows = await connection.fetch(
        "select stream, name, data from events where stream like 'person-%' order by position"
    )
    for row in rows:
        event = codec.decode(row["name"], row["data"].encode())
        for also in follow_links(row["stream"], INITIAL, (event,)):
            await connection.execute("select follow_people_links($1)", orjson.dumps(also.rows).decode())
    return len(rows)


class Register:
    """Look-ups in the register."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def by_reference(self, person_ref: str) -> Person | None:
        """The person with this reference, with what linked references know."""
        found = await self._people("where p.person_ref = $1", person_ref)
        return found[0] if found else None

    async def by_number(self, nhs_number: str) -> Sequence[Person]:
        """People with this NHS number: one, but for references that were linked later."""
        return await self._people("where p.nhs_number = $1", nhs_number)

    async def by_name(self, family: str, given: str, born_on: date) -> Sequence[Person]:
        """People with this name and birth date, whatever the spelling of accents, case and hyphens."""
        return await self._people("where p.search_name = $1 and p.born_on = $2", searchable(family, given), born_on)

    async def by_referral(self, referral_id: UUID) -> Person | None:
        """The person whom a referral is about."""
        condition = "where p.person_ref = (select person_ref from referral_list where referral_id = $1)"
        found = await self._people(condition, referral_id)
        return found[0] if found else None

    async def references_of_number(self, nhs_number: str) -> Sequence[str]:
        """References of whoever has this NHS number, without their details."""
        rows = await self._pool.fetch("select person_ref from people where nhs_number = $1", nhs_number)
        return [row["person_ref"] for row in rows]

    async def linked(self, person_ref: str) -> tuple[str, ...]:
        """Every reference that links lead to from this one, itself left out."""
        rows = await self._pool.fetch(_LINKED, [person_ref])
        return tuple(row["linked_ref"] for row in rows)

    async def _people(self, condition: str, *parameters: object) -> list[Person]:
        # The condition is one of those above and never a caller's text.
        rows = await self._pool.fetch(f"{_PEOPLE} {condition} {_ORDER}", *parameters)
        return [await self._person(row) for row in rows]

    async def _person(self, row: asyncpg.Record) -> Person:
        same_as = await self.linked(row["person_ref"])
        written = await self._pool.fetch(_NEEDS, [row["person_ref"], *same_as])
        return Person(
            person_ref=row["person_ref"],
            details=from_json(orjson.loads(row["details"])),
            same_as=same_as,
            needs=tuple(Written(each["referral_id"], each["words"], each["written_at"]) for each in written),
            changed_at=row["changed_at"],
        )


_PEOPLE = "select p.person_ref, p.details, p.changed_at from people p"
_ORDER = f"order by p.registered_at, p.person_ref limit {MOST_FOUND}"
_NEEDS = """
    select referral_id, words, written_at from referral_needs where person_ref = any($1::text[])
    order by written_at, id
"""
_LINKED = """
    with recursive reached (ref) as (
        select unnest($1::text[])
        union
        select case when l.person_ref = r.ref then l.same_as_ref else l.person_ref end
        from reached r join people_links l on r.ref in (l.person_ref, l.same_as_ref)
    )
    select ref as linked_ref from reached where ref <> all($1::text[]) order by ref
"""
