"""A line to the database that can lose an answer: the statement is carried out and nobody hears of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit


class Line:
    """Passes bytes both ways until it is told to lose what the server says next."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._losing: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""
        self.lost = 0

    def lose_next_answer(self, how: str) -> None:
        """The next answer is lost: `reset` cuts the connection with it, `silence` keeps it open and says nothing."""
        self._losing = how

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        place = f"{self._target.username}:{self._target.password}@127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.url = urlunsplit((self._target.scheme, place, self._target.path, "sslmode=disable", ""))
        return server

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        far, asks = await asyncio.open_connection(self._target.hostname, self._target.port)
        for task in (asyncio.create_task(self._asked(near, asks)), asyncio.create_task(self._told(far, answers))):
            self._tasks.add(task)

    async def _asked(self, near: asyncio.StreamReader, asks: asyncio.StreamWriter) -> None:
        while said := await near.read(65_536):
            asks.write(said)
            await asks.drain()
        asks.close()

    async def _told(self, far: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        silent = False
        while said := await far.read(65_536):
            if self._losing is not None:
                self.lost += 1
                if self._losing == "reset":
                    self._losing = None
                    answers.transport.abort()
                    return
                self._losing, silent = None, True
            if not silent:
                answers.write(said)
                await answers.drain()
        answers.close()


@asynccontextmanager
async def line(url: str) -> AsyncIterator[Line]:
    """A line to the database at `url`."""
    made = Line(url)
    server = await made.serve()
    try:
        yield made
    finally:
        server.close()
        await made.close()
