"""From a request to an order: who asks, under which id, and on which version of what they want changed."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Header

from chassis.handling import Actor, Order
from chassis.http.identity import Commander
from chassis.http.requests import BadRequest


def order_of(by: Commander, beside: bytes = b"", unsaid: Iterable[str] = ()) -> Order:
    """The order of a caller under their id for it; the actor is kept with every event that follows.

    `unsaid` names the fields of the command that the caller left to us.
    """
    caller = by.caller
    actor = Actor(caller.subject, ",".join(sorted(caller.roles)), caller.organisation)
    return Order(by.command_id, actor, beside=beside, unsaid=frozenset(unsaid))


async def expected_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that the header If-Match names, None if the client sends none."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit():
        raise BadRequest("If-Match", 'The header If-Match must be an ETag as it was given, such as "3".', "bad-etag")
    return int(text)


ExpectedVersion = Annotated[int | None, Depends(expected_version)]
"""Parameter of a route that changes something only as the client knows it."""


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}
