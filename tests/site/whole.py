"""A whole Redrose of a test's own: contracts with their terms, databases, topics, processes, and load upon them."""

import asyncio
import base64
import contextlib
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from chassis.database.migrations import migrate
from chassis.database.pool import open_pool
from chassis.eventstore.codec import Codec
from chassis.eventstore.postgres import PostgresStore
from chassis.handling import Desk
from chassis.terms import read_terms
from contracts.messages.catalogue import topic
from deploy.local.databases import DatabaseUrls
from deploy.local.ports import free_ports
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.events import EVENT_TYPES
from services.referrals.domain.terms import ReferralTerms
from services.referrals.views.following import follow
from tests.conftest import PostgresServer, Tokens, Topics
from tests.site.fleet import PROJECT, Fleet, Process, fleet
from tests.site.load import Load, invented_people
from tests.site.recount import PERIOD, events_of, people_reached, recounted, reported
from tests.waiting import eventually

PACKAGED_TERMS = PROJECT / "contracts" / "terms"


@dataclass
class Site:
    """What a test builds and breaks. A contract's slug is its own, so that tests share servers and nothing else."""

    terms: Path
    fleet: Fleet
    tokens: Tokens
    topics: Topics
    postgres: PostgresServer
    stores: dict[str, DatabaseUrls] = field(default_factory=dict)
    beside: dict[tuple[str, str], DatabaseUrls] = field(default_factory=dict)
    """Databases of services that were made one by one, by contract and service."""
    reporting: Process | None = None
    reporting_database: DatabaseUrls | None = None
    instance: str = field(default_factory=lambda: uuid4().hex)
    """Name of this site's projector in its consumer group, which other sites on the same broker share."""
    databases: list[str] = field(default_factory=list)
    pools: list["asyncpg.Pool[Any]"] = field(default_factory=list)

    async def contract(self, slug: str, like: str | None = None) -> None:
        """Give a contract terms, those of a packaged one unless it has a file already, its database and its topic."""
        if like is not None:
            (self.terms / f"{slug}.toml").write_bytes((PACKAGED_TERMS / f"{like}.toml").read_bytes())
        self.stores[slug] = await self._migrated("services.referrals.migrations")
        await self.topics.make(topic(slug, "referrals"))

    def referrals(self, slug: str, *command: str) -> Process:
        """A process of the contract's `referrals`, not started yet; it serves and works unless told otherwise."""
        return self.fleet.add(
            f"{slug}-referrals-{len(self.fleet.processes)}",
            "services.referrals",
            command or ("serve",),
            free_ports(1)[0],
            {"CONTRACT": slug, "DATABASE_URL": self.stores[slug].service_url},
        )

    async def service(self, slug: str, name: str) -> Process:
        """One of a contract's services with a database of its own, not started yet; it may be killed."""
        urls = self.beside[slug, name] = await self._migrated(f"services.{name}.migrations")
        return self.fleet.add(
            f"{slug}-{name}-{len(self.fleet.processes)}",
            f"services.{name}",
            ("serve",),
            free_ports(1)[0],
            # A process that is started again takes its place in its group at once, however the one before it ended.
            {"CONTRACT": slug, "DATABASE_URL": urls.service_url, "KAFKA_GROUP_INSTANCE": f"{slug}-{name}"},
        )

    async def start_reporting(self) -> Process:
        """Reporting over all contracts that have terms by now, ready to serve."""
        self.reporting_database = await self._migrated("services.reporting.migrations")
        self.reporting = self.fleet.add(
            "reporting",
            "services.reporting",
            ("serve",),
            free_ports(1)[0],
            {"DATABASE_URL": self.reporting_database.service_url, "KAFKA_GROUP_INSTANCE": self.instance},
        )
        self.reporting.start()
        await self.reporting.ready()
        return self.reporting

    async def load(self, slug: str, seed: int, people: Sequence[str] = ()) -> Load:
        """Commands at the log of a contract, as lives drawn from a seed."""
        terms = read_terms(self.terms, slug, "referrals", ReferralTerms)
        pool = await open_pool(self.stores[slug].service_url, application="load", max_size=3)
        self.pools.append(pool)
        desk = Desk(
            PostgresStore(pool),
            Codec(EVENT_TYPES),
            decider(terms.content),
            terms_version=terms.version,
            topic=topic(slug, "referrals"),
            follow=follow,
        )
        chance = random.Random(seed)
        return Load(desk, terms.content, chance, tuple(people) or invented_people(chance, 60))

    async def figures_equal_the_recount(self, within: float = 60.0) -> None:
        """Wait until the reports of all contracts say what their event stores say; else show the difference."""
        assert self.reporting is not None
        for slug, urls in self.stores.items():
            events = await events_of(urls.owner_url)
            assert events, f"{slug} has no event: the test would prove nothing"
            expected = recounted(events)
            bearer = self.tokens.bearer("team-leader", slug)

            async def agree(slug: str = slug, expected: Any = expected, bearer: Mapping[str, str] = bearer) -> bool:
                assert self.reporting is not None
                assert await reported(self.reporting.url, slug, bearer) == expected
                return True

            await eventually(agree, within=within, every=0.25)
        reached = set().union(*[people_reached(await events_of(urls.owner_url)) for urls in self.stores.values()])
        assert await self.people_once() == len(reached)

    async def people_once(self) -> int:
        """People reached over all contracts, each once, as management reads it."""
        return int((await self._read("management", "/report", period=PERIOD))["people"]["once"])

    async def lag(self) -> Any:
        """What reporting says to operations about how far its figures have come."""
        return await self._read("operations", "/lag")

    async def _read(self, role: str, path: str, **query: str) -> Any:
        assert self.reporting is not None
        token = self.tokens.mint(contracts={slug: [role] for slug in self.stores})
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:
            answer = await client.get(f"{self.reporting.url}{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    async def _migrated(self, versions: str) -> DatabaseUrls:
        self.databases.append(f"test_{uuid4().hex[:16]}")
        urls = await self.postgres.create_database(self.databases[-1])
        await asyncio.to_thread(migrate, urls.owner_url, versions, urls.role)
        return urls


@contextlib.asynccontextmanager
async def open_site(folder: Path, postgres: PostgresServer, kafka: str, tokens: Tokens) -> AsyncIterator[Site]:
    """An empty site on the real servers; its processes and databases are gone when it is left."""
    terms = folder / "terms"
    terms.mkdir()
    settings = {
        "TERMS_FOLDER": str(terms),
        "KAFKA_BOOTSTRAP": kafka,
        "TOKEN_KEYS": str(tokens.public_keys),
        "TOKEN_ISSUER": tokens.issuer,
        "TOKEN_AUDIENCE": tokens.audience,
        "PERSON_REFERENCE_KEY": base64.b64encode(b"a key of this test alone, 32 byte").decode(),
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "none",
    }
    async with fleet(folder, settings) as ships:
        site = Site(terms, ships, tokens, Topics(kafka), postgres)
        try:
            yield site
        finally:
            for process in ships.processes:
                process.kill()
            for pool in site.pools:
                pool.terminate()
            # Side by side: each removal waits for a checkpoint of the server, and they share one.
            await asyncio.gather(*(postgres.drop_database(name) for name in site.databases))
