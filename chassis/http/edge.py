"""What stands around every request: limits of size and time, headers of every answer, and the last word on errors."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from fastapi.routing import RouteContext
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import TooLarge, Unavailable
from chassis.http import problems
from chassis.telemetry import context

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

Answer = Callable[[Exception, Request], Response]
"""What a caller is told of an error."""


@runtime_checkable
class Speaking(Protocol):
    """A route with words of its own for errors: those that the edge meets before and around it, too."""

    def answer_to(self, error: Exception, request: Request) -> Response:
        """The answer that tells of an error."""
        ...


def answers_of(routes: Sequence[RouteContext]) -> Answer:
    """Answers in the words of the route that a request was on its way to, and else with a problem document."""
    speaking = [(route, route.original_route) for route in routes if isinstance(route.original_route, Speaking)]

    def answer(error: Exception, request: Request) -> Response:
        for route, speaker in speaking:
            if route.matches(request.scope)[0] is Match.FULL:
                return speaker.answer_to(error, request)
        return problems.answer(error, request)

    return answer


class Edge:
    """ASGI middleware, plain so that it costs little; it stands outside FastAPI's own and inside the tracing."""

    def __init__(self, app: ASGIApp, max_body: int, timeout: float, trust_inbound: bool, answer: Answer) -> None:
        self._app, self._max_body, self._timeout, self._trust = app, max_body, timeout, trust_inbound
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _HEADERS if pair[0] not in present)]
            await send(message)

        request = Request(scope)
        if not self._trust and "traceparent" in request.headers:
            context.link_running(request.headers["traceparent"])
        try:
            self._refuse_announced(request)
            async with asyncio.timeout(self._timeout):
                await self._app(scope, self._counted(receive), send_with_headers)
        except asyncio.CancelledError:
            # The process ends and has waited long enough. Whoever asked may ask again, of another process.
            if started:
                raise
            response = self._answer(Unavailable("the service", "it is ending"), request)
            await response(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001 (the top of a request: answered, logged, and the process lives)
            if isinstance(error, TimeoutError):
                error = Unavailable("the service", f"the request took more than {self._timeout} s")
            response = self._answer(error, request)
            if not started:
                # The connection stays open while the rest of a body comes in and is thrown away by the server: closed
                # at once, it would be reset, and the client would never see why.
                await response(scope, receive, send_with_headers)

    def _refuse_announced(self, request: Request) -> None:
        length = request.headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > self._max_body:
            raise TooLarge("The body", int(length), self._max_body)

    def _counted(self, receive: Receive) -> Receive:
        """For a body that is sent in pieces without its length: refused as soon as it is too long."""
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._max_body:
                # An HTTPException, because FastAPI turns any other error while a body is read into its own 400.
                raise HTTPException(413, f"The body may have {self._max_body} bytes.")
            return message

        return receive_counted
