"""Contracts and reporting as processes, spoken to over HTTP by the people and machines that use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from chassis.clock import today
from chassis.terms import contracts_in, read_terms
from services.referrals.domain.terms import ReferralTerms
from tests.site.fleet import Process
from tests.site.whole import Site
from tests.waiting import eventually

Figures = dict[str, Any]
"""Values of a report, by metric and figure."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract's `referrals`, and what its callers may do with it."""

    slug: str
    terms: ReferralTerms
    process: Process
    site: Site

    async def get(self, path: str, role: str = "team-leader", **token: Any) -> httpx.Response:
        return await call("GET", self.process.url + path, self.bearer(role, **token))

    async def post(
        self, path: str, body: Any, role: str = "team-leader", key: str | None = None, **token: Any
    ) -> httpx.Response:
        headers = self.bearer(role, **token) | {"Idempotency-Key": key or str(uuid4())}
        return await call("POST", self.process.url + path, headers, json=body)

    async def post_bytes(self, path: str, content: bytes, media: str, role: str = "team-leader") -> httpx.Response:
        """A body as it is, whatever it is."""
        headers = self.bearer(role) | {"Idempotency-Key": str(uuid4()), "Content-Type": media}
        return await call("POST", self.process.url + path, headers, content=content)

    async def message(self, content: bytes, media: str, ids: Mapping[str, str] | None = None) -> httpx.Response:
        """A message of the standard, as a feed hands it in; the answer comes in JSON."""
        fresh = {"X-Request-ID": str(uuid4()), "X-Correlation-Id": str(uuid4())}
        headers = self.bearer("feed") | {"Content-Type": media, "Accept": "application/fhir+json"} | (ids or fresh)
        return await call("POST", f"{self.process.url}/$process-message", headers, content=content)

    async def refer(self, **more: Any) -> str:
        """A referral that the team takes down; its id."""
        answer = await self.post("/referrals", referral(self.terms, **more))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["referral_id"])

    async def step(self, referral_id: str, step: str, on: str, **more: Any) -> httpx.Response:
        """A step of a referral's life, by the leader of the team."""
        return await self.post(f"/referrals/{referral_id}/{step}", {"on": on, **more})

    async def reach(self, referral_id: str, on: str) -> None:
        """The shortest way from receipt to the first contact, all on one day."""
        steps: dict[str, dict[str, Any]] = {str(step): {} for step in self.terms.steps_before_acceptance}
        for step in steps:
            await self.required(referral_id, step, on)
        for step, more in (("accept", {}), ("first-contact", {"channel": self.terms.first_contact_channels[0]})):
            answer = await self.step(referral_id, step, on, **more)
            assert answer.status_code == 200, answer.text

    async def required(self, referral_id: str, step: str, on: str) -> None:
        """A step that the terms require before acceptance."""
        path, more = {
            "referrer-contacted": ("referrer-contact", {}),
            "triaged": ("triage", {"risk_level": self.terms.risk_levels[0]}),
        }[step]
        answer = await self.step(referral_id, path, on, **more)
        assert answer.status_code == 200, answer.text

    async def counted(self, *tables: str) -> tuple[int, ...]:
        """Rows in tables of the contract's own database; events and people if none is named."""
        connection = await asyncpg.connect(self.site.stores[self.slug].owner_url)
        try:
            return tuple(
                [await connection.fetchval(f"select count(*) from {table}") for table in tables or ("events", "people")]
            )
        finally:
            await connection.close()

    def bearer(self, role: str, **token: Any) -> dict[str, str]:
        return self.site.tokens.bearer(role, self.slug, **token)


@dataclass
class Organisation:
    """Every contract of a site, and the reporting over them."""

    site: Site
    run: str
    """What a slug has after the contract's name: servers may have seen other runs."""
    contracts: dict[str, Contract] = field(default_factory=dict)
    """By name, without the part of this run."""

    def slug(self, name: str) -> str:
        return f"{name}-{self.run}"

    async def begin(self, *names: str) -> None:
        """Start contracts whose terms stand in the folder, and reporting over all that stand there."""
        started = [self.site.reporting] if self.site.reporting else []
        for name in names:
            slug = self.slug(name)
            await self.site.contract(slug)
            process = self.site.referrals(slug)
            process.start()
            started.append(process)
            terms = read_terms(self.site.terms, slug, "referrals", ReferralTerms)
            self.contracts[name] = Contract(slug, terms.content, process, self.site)
        if self.site.reporting is None:
            await self.site.start_reporting()
        for process in started:
            await process.ready()

    async def report(
        self, slug: str, period: str, role: str = "team-leader", token_of: str | None = None
    ) -> httpx.Response:
        """The report of a contract as somebody reads it whose token is of this contract, or of another."""
        return await self._read(f"/contracts/{slug}/report", self.site.tokens.bearer(role, token_of or slug), period)

    async def figures(self, slug: str, period: str, role: str = "team-leader") -> Figures:
        """The values of a contract's report."""
        answer = await self.report(slug, period, role)
        assert answer.status_code == 200, answer.text
        return {
            f"{measure['definition']['id']}: {figure['name']}": figure["value"]
            for measure in answer.json()["measures"]
            for figure in measure["figures"]
        }

    async def received(self, slug: str, period: str) -> int:
        """How many referrals the contract's report counts."""
        return int((await self.figures(slug, period))["referrals-received: received"])

    async def whole_report(self, period: str, *slugs: str) -> httpx.Response:
        """The report over all contracts, as management reads it: that of every contract, or of these alone."""
        token = self.site.tokens.mint(
            contracts={slug: ["management"] for slug in slugs or contracts_in(self.site.terms)}
        )
        return await self._read("/report", {"Authorization": f"Bearer {token}"}, period)

    async def become(self, slug: str, period: str, expected: Figures) -> None:
        """Wait until the report of a contract holds these values; of figures that are not named nothing is said."""

        async def told() -> bool:
            figures = await self.figures(slug, period)
            assert {name: figures[name] for name in expected} == expected
            return True

        await eventually(told, within=20, every=0.1)

    async def figure_becomes(self, slug: str, period: str, expected: int, within: float = 20.0) -> None:
        """Wait until the report counts so many referrals received."""

        async def agreed() -> bool:
            assert await self.received(slug, period) == expected
            return True

        await eventually(agreed, within=within, every=0.1)

    async def _read(self, path: str, headers: Mapping[str, str], period: str) -> httpx.Response:
        assert self.site.reporting is not None
        # Readers outside get yesterday if they name no day, and journeys are of today.
        asked = {"period": period, "as_at": today().isoformat()}
        return await call("GET", self.site.reporting.url + path, headers, params=asked)


async def call(method: str, url: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
    """One request, on a connection of its own: a process that was started again meets no old one."""
    # Loopback without TLS: reading the machine's certificates would take longer than the request.
    async with httpx.AsyncClient(verify=False, timeout=20) as client:
        return await client.request(method, url, headers=dict(headers), **more)


def referral(terms: ReferralTerms, number: str = "9990000018", **more: Any) -> dict[str, Any]:
    """A referral as a team sends it, of somebody invented."""
    return {
        "person": {
            "nhs_number": number,
            "family_name": f"Quillfeather-{number[-3:]}",
            "given_names": ["Ottoline"],
            "born_on": "1971-08-30",
            "sex": "female",
        },
        "source": terms.sources[0],
        "route": terms.routes[0],
        **more,
    }
