"""What keeps a hard outcome within its cap for a person and year, in the append's own transaction: `caps.sql`."""

from collections.abc import Callable, Sequence
from typing import Any

from chassis.entry import Entry, EntryKind
from chassis.entrylist import Listing
from chassis.entrylist import follow as follow_entries
from chassis.eventstore.store import Alongside
from services.outcomes.domain.hard_outcome.decisions import year_of
from services.outcomes.domain.hard_outcome.events import HardOutcome


def follow(
    kind: EntryKind[HardOutcome], listing: Callable[[HardOutcome], Listing]
) -> Callable[[str, Entry[HardOutcome], Sequence[Any]], Sequence[Alongside]]:
    """What keeps the list of hard outcomes, and refuses one that would be one too many."""
    list_them = follow_entries(kind, listing)

    def keep(stream: str, state: Entry[HardOutcome], events: Sequence[Any]) -> Sequence[Alongside]:
        # The list first: what is refused is taken back with it.
        return (*list_them(stream, state, events), *_capped(stream, state))

    return keep


def _capped(stream: str, state: Entry[HardOutcome]) -> Sequence[Alongside]:
    outcome = state.content
    if outcome is None or outcome.cap_per_year is None or not state.stands:
        return ()
    first, last = year_of(outcome.on)
    row = {
        "stream": stream,
        "entry_id": state.entry_id,
        "person_ref": outcome.person_ref,
        "kind": outcome.kind,
        "first_on": first,
        "last_on": last,
        "cap": outcome.cap_per_year,
    }
    return (Alongside("keep_caps", [row]),)
