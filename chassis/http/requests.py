"""What routes ask of requests alike: the command's id, days, pages, input without unknown fields, media types."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chassis import clock
from chassis.errors import Fault, RedroseError


class BadRequest(RedroseError):
    """A request whose form is wrong, apart from its content: a header that is missing or cannot be read."""

    def __init__(self, field: str, detail: str, code: str = "bad-request") -> None:
        super().__init__(f"{field}: {detail}")
        self.fault = Fault(field, detail, code)


class UnsupportedMedia(RedroseError):
    """A body of a kind that the route does not read."""

    def __init__(self, accepted: tuple[str, ...]) -> None:
        super().__init__(f"the body must be {' or '.join(accepted)}")
        self.accepted = accepted


class Input(BaseModel):
    """What a body is read into: frozen, and a field that it does not know is a fault and never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _written_as_day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("must be a day written YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise ValueError("must be a day written YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_written_as_day), Field(examples=["2026-03-02"])]
"""A civil day, written YYYY-MM-DD; pydantic alone would also take numbers and times of day."""


def or_today(day: date | None) -> date:
    """The day given, or today in London."""
    return clock.today() if day is None else day


def command_id(request: Request) -> UUID:
    """The command's id from the header Idempotency-Key, which must be a UUID: it stands in logs and spans.

    It is read by hand, because a declared header costs a third of all that FastAPI does for a small request.
    """
    given = request.headers.get("idempotency-key")
    if given is None:
        raise BadRequest("Idempotency-Key", "The header Idempotency-Key must be given: a UUID.", "key-missing")
    try:
        return UUID(given)
    except ValueError:
        raise BadRequest("Idempotency-Key", "The header Idempotency-Key must be a UUID.", "key-not-uuid") from None


COMMAND_ID_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Chosen by the client; the same key again repeats the answer and not the command.",
}
"""What the OpenAPI document says of it."""


class PageAsked(BaseModel):
    """Which part of a list is asked for."""

    model_config = ConfigDict(frozen=True)

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


async def _paging(
    limit: Annotated[int, Query(ge=1, le=200, description="Entries of the page.")] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="Entries before the page.")] = 0,
) -> PageAsked:
    return PageAsked(limit=limit, offset=offset)


Paging = Annotated[PageAsked, Depends(_paging)]
"""Parameter of a route that lists: `limit` up to 200 and `offset`."""


def accepts(*media_types: str) -> Callable[[Request], Awaitable[str]]:
    """A dependency for routes that read the body themselves: gives its media type, or refuses it with 415."""

    async def check(request: Request) -> str:
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in media_types:
            raise UnsupportedMedia(media_types)
        return media

    return check
