"""A small HTTP client that costs little beside what it measures, and requests for referrals of invented people."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from bench.stopwatch import Figures, Until
from chassis.clock import today
from services.referrals.domain.terms import ReferralTerms


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes


class Connection:
    """One connection that is kept open; a request at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        body = await self._reader.readexactly(length) if length else b""
        return Answer(int(head.split(b" ", 2)[1]), body)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()


def post(path: str, body: bytes, token: str = "") -> bytes:
    """A request with a fresh idempotency key."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Idempotency-Key: {uuid4()}",
        *([f"Authorization: Bearer {token}"] if token else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def bodies(terms: ReferralTerms, start: int = 0) -> Iterator[bytes]:
    """Referrals of people who do not exist, each of another one, received today."""
    for serial, number in enumerate(nhs_numbers(start)):
        told = {
            "person": {
                "given_names": ["Ash"],
                "family_name": f"Example{chr(97 + serial % 26)}",
                "born_on": "1961-02-03",
                "sex": "male",
                "nhs_number": number,
            },
            "received_on": today().isoformat(),
            "source": terms.sources[0],
            "route": terms.routes[0],
            "urgency": "routine",
        }
        yield json.dumps(told).encode()


def nhs_numbers(start: int) -> Iterator[str]:
    """Valid numbers of the range that is given to nobody."""
    for serial in range(start, 1_000_000):
        digits = f"999{serial:06d}"
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        if check != 10:
            yield f"{digits}{0 if check == 11 else check}"


async def hammer(port: int, connections: int, seconds: float, requests: Callable[[], bytes]) -> Figures:
    """As many requests as are answered in the time, each connection sending its next when it has an answer."""
    waits: list[float] = []
    bad: list[Answer] = []

    async def turn(connection: Connection, until: Until) -> None:
        while not until.over():
            request = requests()
            began = time.perf_counter()
            answer = await connection.ask(request)
            waits.append(time.perf_counter() - began)
            if not 200 <= answer.status < 300:
                bad.append(answer)

    lines = [Connection("127.0.0.1", port) for _ in range(connections)]
    await asyncio.gather(*[turn(line, Until(0.5)) for line in lines])
    if bad:
        raise RuntimeError(f"answered with {bad[0].status}: {bad[0].body[:300].decode(errors='replace')}")
    warmed = len(waits)
    waits.clear()
    until = Until(seconds)
    await asyncio.gather(*[turn(line, until) for line in lines])
    elapsed = until.elapsed()
    for line in lines:
        await line.close()
    return {
        "count": len(waits),
        "rate": round(len(waits) / elapsed, 1),
        "median_ms": percentile(waits, 0.5),
        "p99_ms": percentile(waits, 0.99),
        "errors": len(bad),
        "asked": warmed + len(waits),
    }


def percentile(seconds: list[float], share: float) -> float:
    """Milliseconds below which this share of the values lies."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2)
