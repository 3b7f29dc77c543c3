"""Bodies and steps of groups, sessions and registers, for tests over HTTP."""

from typing import Any

import httpx

from tests.sessions_api.site import PERSON, WORKER, Site

LEADER = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0031"
OTHER_LEADER = "7e2cf8d8-7f3f-4a8e-9c1e-0d5f5f9a0032"
FORUM = {"kind": "gathering", "programme": "groups", "activity": "cafe", "place": "hub", "channel": "01"}
"""A one-off: most who come are counted."""


def group(**more: Any) -> dict[str, Any]:
    """A group of one leader."""
    return {
        "title": "Walk and talk",
        "programme": "groups",
        "activity": "walking",
        "place": "park",
        "channel": "01",
        "leaders": [LEADER],
        "on": "2026-01-05",
        **more,
    }


def held(**more: Any) -> dict[str, Any]:
    """How a session took place."""
    return {"on": "2026-03-02", "minutes": 90, "staff": [WORKER], **more}


def person(number: int) -> str:
    """The reference of somebody."""
    return f"{number:032x}"


def known(number: int = 0, **more: Any) -> dict[str, Any]:
    """A line of a known person."""
    return {"person_ref": person(number) if number else PERSON, **more}


async def start(site: Site, **more: Any) -> str:
    """A group; its id."""
    return str(_made(await site.post("/groups", group(**more)))["group_id"])


async def record(site: Site, **more: Any) -> str:
    """A session that was held; its id."""
    return str(_made(await site.post("/sessions/hold", held(**more), "worker"))["session_id"])


async def missed(site: Site, group_id: str, day: str, *lines: dict[str, Any]) -> str:
    """A session of a group, with lines."""
    return await record(site, group_id=group_id, on=day, lines=list(lines))


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """What is wrong, each as field and code."""
    assert answer.status_code == 422, answer.text
    return [(fault["field"], fault["code"]) for fault in answer.json()["faults"]]


def _made(answer: httpx.Response) -> Any:
    assert answer.status_code == 201, answer.text
    return answer.json()
