"""How the lists follow the log: rows of each append, and everything anew from the log alone."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from chassis.database.rows import rows_in_pages
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Alongside
from services.referrals.domain.events import (
    ContactNoted,
    PlanNoted,
    ReferralEvent,
    ReleaseRecorded,
    RuleExcepted,
    StepCorrected,
    StepWithdrawn,
)
from services.referrals.domain.state import INITIAL, Referral, evolve
from services.referrals.views.referrals import Row, row_of


def follow(stream: str, state: Referral, events: Sequence[ReferralEvent]) -> Sequence[Alongside]:  # noqa: ARG001
    """Keeps the referral's rows beside the log, as the referral stands after its events."""
    row = row_of(state)
    if row is None:
        return ()
    exceptions = [
        {"version": each.version, "rule": told.rule, "reason": told.reason, "on": told.excepted_on, "step": told.step}
        for each in state.standing
        if isinstance(told := each.event, RuleExcepted)
    ]
    kept = {field.name: getattr(row, field.name) for field in fields(Row)} | {"exceptions": exceptions}
    also = [Alongside("follow_referrals", [kept])]
    if any(isinstance(event, ReleaseRecorded | StepCorrected | StepWithdrawn) for event in events):
        also.append(Alongside("follow_releases", [_release_row(row.referral_id, state.release)]))
    notes = [_note_row(event) for event in events if isinstance(event, ContactNoted | PlanNoted)]
    if notes:
        also.append(Alongside("follow_referral_notes", notes))
    return also


async def refill(connection: "asyncpg.Connection[Any]", codec: Codec) -> int:
    """Make the lists anew from the log, in the connection's transaction; how many referrals they hold.

    Whoever appends meanwhile waits, and then follows with its own row, which is the newer one.
    """
    await connection.execute("select empty_referral_list()")
    waiting: dict[str, list[Any]] = {}
    filled, stream, state = 0, "", INITIAL
    events: list[ReferralEvent] = []
    async for stored in rows_in_pages(connection, _EVENTS):
        if stored["stream"] != stream:
            _wait(waiting, follow(stream, state, events))
            stream, state, events = stored["stream"], INITIAL, []
        if len(waiting.get("follow_referrals", ())) >= _AT_ONCE:
            filled += await _fill(connection, waiting)
        events.append(codec.decode(stored["name"], stored["data"].encode()))
        state = evolve(state, events[-1])
    _wait(waiting, follow(stream, state, events))
    return filled + await _fill(connection, waiting)


def _wait(waiting: dict[str, list[Any]], followed: Sequence[Alongside]) -> None:
    for also in followed:
        waiting.setdefault(also.call, []).extend(also.rows)


async def _fill(connection: "asyncpg.Connection[Any]", waiting: dict[str, list[Any]]) -> int:
    filled = len(waiting.get("follow_referrals", ()))
    for call, statement in _FILL.items():
        if rows := waiting.pop(call, None):
            await connection.execute(statement, orjson.dumps(rows).decode())
    return filled


def _release_row(referral_id: UUID, release: ReleaseRecorded | None) -> dict[str, Any]:
    if release is None:
        return {"referral_id": referral_id, "released_on": None}
    return {
        "referral_id": referral_id,
        "released_on": release.released_on,
        "planned": release.planned,
        "site": release.site,
    }


def _note_row(event: ContactNoted | PlanNoted) -> dict[str, Any]:
    note_id = event.contact_id if isinstance(event, ContactNoted) else event.plan_id
    return {"note_id": note_id, "referral_id": event.referral_id}


_AT_ONCE = 500
_EVENTS = "select stream, name, data from events where stream like 'referral-%' order by stream, version"
_FILL = {
    "follow_referrals": "select follow_referrals($1)",
    "follow_releases": "select follow_releases($1)",
    "follow_referral_notes": "select follow_referral_notes($1)",
}
