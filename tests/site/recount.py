"""Figures counted afresh from the event stores, in plain Python that shares nothing with the projection."""

import statistics
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import asyncpg
import httpx
import orjson

Events = Sequence[Mapping[str, Any]]
YEAR = (date(2025, 4, 1), date(2026, 3, 31))
PERIOD = "2025/26"


async def events_of(url: str) -> Events:
    """Every event of one store in the order of its streams."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("select stream, version, name, data from events order by stream, version")
    finally:
        await connection.close()
    return [
        {"stream": row["stream"], "version": row["version"], "name": row["name"], **orjson.loads(row["data"])}
        for row in rows
    ]


def recounted(events: Events) -> dict[str, Any]:
    """The year's figures of one contract, by metric and figure."""
    lives: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        lives.setdefault(event["stream"], []).append(event)
    received = accepted = declined = withdrawn = open_at_end = waiting = 0
    waits: list[int] = []
    for life in lives.values():
        told = {event["name"].removesuffix(".v1"): event for event in life}
        if not _in_year(told["referral-received"]["received_on"]):
            continue
        received += 1
        accepted += "referral-accepted" in told
        declined += "referral-declined" in told
        withdrawn += "referral-withdrawn" in told and "referral-accepted" not in told
        standing = life[-1]["name"].removesuffix(".v1")
        is_open = standing not in ("referral-closed", "referral-declined", "referral-withdrawn")
        open_at_end += is_open
        if "first-contact-made" in told:
            began, ended = told["referral-received"]["received_on"], told["first-contact-made"]["contacted_on"]
            waits.append((date.fromisoformat(ended) - date.fromisoformat(began)).days)
        else:
            waiting += is_open
    return {
        "referrals-received": {"received": received},
        "acceptance": {
            "accepted": accepted,
            "declined": declined,
            "undecided": received - accepted - declined - withdrawn,
            "withdrawn before a decision": withdrawn,
        },
        "days-to-first-contact": {
            "median": statistics.median(waits) if waits else None,
            "90th percentile": round(statistics.quantiles(waits, n=10, method="inclusive")[8], 6)
            if len(waits) > 1
            else None,
        },
        "open-referrals": {"open at the end": open_at_end},
        "still-waiting": {"waiting at the end": waiting},
        "people-reached": {"people reached": len(people_reached(events))},
    }


def people_reached(events: Events) -> set[str]:
    """References of the people whom a first contact of the year reached."""
    return {
        event["person_ref"]
        for event in events
        if event["name"] == "first-contact-made.v1" and _in_year(event["contacted_on"])
    }


async def reported(reporting: str, slug: str, bearer: Mapping[str, str]) -> dict[str, Any]:
    """The same figures as the report of the contract gives them, read by one who sees true values."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(
            f"{reporting}/contracts/{slug}/report", params={"period": PERIOD}, headers=dict(bearer)
        )
    answer.raise_for_status()
    counted = {
        measure["definition"]["id"]: {figure["name"]: figure["value"] for figure in measure["figures"]}
        for measure in answer.json()["measures"]
    }
    return {
        metric: {name: _rounded(counted[metric][name]) for name in names} for metric, names in recounted_names().items()
    }


def recounted_names() -> dict[str, tuple[str, ...]]:
    """Which figures both sides give."""
    example = {"stream": "one", "name": "referral-received.v1", "received_on": "2025-04-01"}
    return {metric: tuple(figures) for metric, figures in recounted([example]).items()}


def _in_year(day: str) -> bool:
    return YEAR[0] <= date.fromisoformat(day) <= YEAR[1]


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
