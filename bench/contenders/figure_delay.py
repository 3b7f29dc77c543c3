"""How long a command takes to reach the figures: both services run, and commands come on a schedule."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable

import asyncpg
import orjson
import uvloop

from bench import load
from bench.services import place
from bench.stopwatch import Figures, Orders, perform
from chassis.messaging.partitions import partition_of
from contracts.roles import Role
from deploy.local.databases import DatabaseUrls

WARM_UP = 2.0
LOOK_EVERY = 0.003
LAST_WITHIN = 20.0


async def measure(orders: Orders) -> Figures:
    """From the moment a command was due to be sent until the figures that hold it were committed."""
    async with place(orders["contract"], orders["kafka"]) as here:
        own = DatabaseUrls(orders["postgres"], orders["service_url"], orders["role"])
        figures = DatabaseUrls(**orders["beside"])
        await here.serve("reporting", "serve", figures, {})
        port = await here.serve("referrals", "serve", own, {})
        marks = Marks(figures.owner_url)
        watching = asyncio.create_task(marks.watch())
        people, token = load.bodies(here.read_terms()), here.token(Role.WORKER)
        await paced(port, orders, WARM_UP, lambda: load.post("/referrals", next(people), token))
        sent, answered = await paced(
            port, orders, orders["seconds"], lambda: load.post("/referrals", next(people), token)
        )
        places = await positions(own.owner_url, list(sent), orders["partitions"])
        await asyncio.wait_for(marks.passed(places.values()), LAST_WITHIN)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        delays = [marks.when(*places[referral]) - at for referral, at in sent.items()]
        return {
            "count": len(delays),
            "rate": load.percentile(delays, 0.5),
            "median_ms": load.percentile(delays, 0.5),
            "p99_ms": load.percentile(delays, 0.99),
            "answer_p99_ms": load.percentile(answered, 0.99),
            "server_peak_mb": here.peak_mb(1),
            "figures_peak_mb": here.peak_mb(0),
        }


class Marks:
    """How far each partition was applied, with the moment when it was first seen so."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._seen: dict[int, tuple[list[int], list[float]]] = {}

    async def watch(self) -> None:
        """Looks all the time; what a look finds was committed before it."""
        connection = await asyncpg.connect(self._url)
        look = await connection.prepare("select partition, position from figures.applied")
        while True:
            rows = await look.fetch()
            now = time.perf_counter()
            for partition, position in rows:
                positions, moments = self._seen.setdefault(partition, ([], []))
                if not positions or position > positions[-1]:
                    positions.append(position)
                    moments.append(now)
            await asyncio.sleep(LOOK_EVERY)

    def when(self, partition: int, position: int) -> float:
        """The moment at which this position was first seen to be applied."""
        positions, moments = self._seen[partition]
        return moments[bisect_left(positions, position)]

    async def passed(self, places: Iterable[tuple[int, int]]) -> None:
        """Until every place has been applied."""
        last: dict[int, int] = {}
        for partition, position in places:
            last[partition] = max(position, last.get(partition, 0))
        while not all(p in self._seen and self._seen[p][0][-1] >= position for p, position in last.items()):
            await asyncio.sleep(0.02)


async def paced(
    port: int, orders: Orders, seconds: float, requests: Callable[[], bytes]
) -> tuple[dict[str, float], list[float]]:
    """Sends so many commands a second whether answers come or not; each referral with the moment it was due."""
    gap, count = 1 / orders["per_second"], int(seconds * orders["per_second"])
    free: asyncio.Queue[load.Connection] = asyncio.Queue()
    for _ in range(4 * orders["connections"]):
        free.put_nowait(load.Connection("127.0.0.1", port))
    sent: dict[str, float] = {}
    answered: list[float] = []
    start = time.perf_counter() + 0.05

    async def one(due: float) -> None:
        connection = await free.get()
        answer = await connection.ask(requests())
        free.put_nowait(connection)
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"answered with {answer.status}: {answer.body[:300].decode(errors='replace')}")
        answered.append(time.perf_counter() - due)
        sent[orjson.loads(answer.body)["referral_id"]] = due

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            due = start + number * gap
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(due))
    while not free.empty():
        await free.get_nowait().close()
    return sent, answered


async def positions(url: str, referrals: list[str], partitions: int) -> dict[str, tuple[int, int]]:
    """Partition and position of each referral's last event."""
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "select stream, subject, max(position) from events where stream = any($1) group by stream, subject",
        [f"referral-{each}" for each in referrals],
    )
    await connection.close()
    return {
        stream.removeprefix("referral-"): (partition_of((subject or stream).encode(), partitions), position)
        for stream, subject, position in rows
    }


if __name__ == "__main__":
    uvloop.install()
    perform({"measure": measure})
