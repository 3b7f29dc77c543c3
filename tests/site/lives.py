"""What event stores tell as it stands: streams in their order, corrections applied, linked people joined."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

Event = Mapping[str, Any]
_ENDINGS = ("referral-closed", "referral-declined", "referral-withdrawn", "referral-transferred")
_FIRST_MONTH = 4


def same_people(events: Iterable[Event]) -> Callable[[str], str]:
    """Which reference stands for a person, after every link that any contract recorded."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event["name"] == "people-linked.v1":
            neighbours[event["person_ref"]].add(event["same_as_ref"])
            neighbours[event["same_as_ref"]].add(event["person_ref"])
    stands_for: dict[str, str] = {}
    for ref in sorted(neighbours):
        waiting = [] if ref in stands_for else [ref]
        while waiting:
            one = waiting.pop()
            if one not in stands_for:
                stands_for[one] = ref
                waiting += neighbours[one]
    return lambda ref: stands_for.get(ref, ref)


def corrected(life: Sequence[Event]) -> Sequence[Event]:
    """The events of a referral as they stand: of several corrections of one, the latest counts."""
    changes = {event["of_version"]: event for event in life if said_by(event) in ("step-corrected", "step-withdrawn")}
    standing = []
    for event in life:
        change = changes.get(event["version"])
        if said_by(event) in ("step-corrected", "step-withdrawn") or (change and said_by(change) == "step-withdrawn"):
            continue
        if change:
            day = _DAYS.get(said_by(event))
            corrected = {day: change["on"]} if day else {}
            if said_by(event) == "first-contact-made" and change.get("channel"):
                corrected["channel"] = change["channel"]
            if said_by(event) == "referral-received" and change.get("first_contact_by"):
                corrected["first_contact_by"] = change["first_contact_by"]
            standing.append({**event, **corrected})
        else:
            standing.append(event)
    return standing


_DAYS = {
    "referral-received": "received_on",
    "referral-accepted": "accepted_on",
    "referral-withdrawn": "withdrawn_on",
    "referral-declined": "declined_on",
    "referral-closed": "closed_on",
    "referral-transferred": "transferred_on",
    "referral-reopened": "reopened_on",
    "first-contact-made": "contacted_on",
    "referral-triaged": "triaged_on",
    "rule-excepted": "excepted_on",
}


def open_at(life: Sequence[Event], day: date) -> bool:
    """Whether a referral was open at the end of a day."""
    is_open = False
    for event in life:
        kind = said_by(event)
        field_name = _DAYS.get(kind)
        if field_name is None or date.fromisoformat(event[field_name]) > day:
            continue
        if kind in ("referral-received", "referral-reopened"):
            is_open = True
        elif kind in _ENDINGS:
            is_open = False
    return is_open


def streams(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    """The events of each stream, in their order."""
    lives: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda each: (each["stream"], each["version"])):
        if event["name"] not in _NO_LIFE:
            lives[event["stream"]].append(event)
    return lives


_NO_LIFE = frozenset(
    {
        "people-linked.v1", "person-registered.v1", "characteristic-recorded.v1", "consent-given.v1",
        "consent-withdrawn.v1",
    }
)  # fmt: skip
"""Events about people, not about one referral."""


def said_by(event: Event) -> str:
    """The name of an event without its version."""
    return str(event["name"]).partition(".")[0]


def last_day(year: str) -> date:
    """The last day of a financial year such as `2023/24`."""
    return date(int(year[:4]) + 1, 3, 31)


def within(day: str, year: str) -> bool:
    """Whether a day lies in a financial year."""
    return date(int(year[:4]), _FIRST_MONTH, 1) <= date.fromisoformat(day) <= last_day(year)
