"""A contract's team at its three services, and the cases it works with: requests as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from tests.journeys.organisation import call
from tests.site.fleet import Process
from tests.site.whole import Site
from tests.waiting import eventually

ANNE, BEN = "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c21", "5d0f5a0e-7a35-4a41-b6b2-0d6f0f0a9c22"
"""Two of the team; who does something alone is Anne."""
SERVICES = ("referrals", "sessions", "outcomes")
TAKEN = ("taken", None)
"""What stands in place of a broken rule where none was broken."""
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Team:
    """Those who work for a contract, and the processes of its services."""

    slug: str
    site: Site
    processes: Mapping[str, Process]

    async def get(self, service: str, path: str, role: str = "team-leader", **query: Any) -> Any:
        """What a service shows; it must."""
        answer = await self._call("GET", service, path, role, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(
        self, service: str, path: str, body: Body, role: str = "team-leader", key: str | None = None
    ) -> httpx.Response:
        """A command or a search, whatever the answer."""
        return await self._call("POST", service, path, role, {"Idempotency-Key": key or str(uuid4())}, json=body)

    async def does(self, service: str, path: str, body: Body, role: str = "team-leader", key: str | None = None) -> Any:
        """A command or a search that is answered as it should be."""
        answer = await self.post(service, path, body, role, key)
        assert answer.status_code in (200, 201), f"{path}: {answer.text}"
        return answer.json()

    async def refused(self, service: str, path: str, body: Body, role: str = "team-leader") -> tuple[str, str | None]:
        """Code and field of the rule that a command broke."""
        return rule(await self.post(service, path, body, role))

    async def refers(self, family_name: str, **referral: Any) -> "Case":
        """A referral of somebody invented, with what the test says of it."""
        person = {"family_name": family_name, "given_names": ["Ottoline"], "born_on": "1971-08-30", "sex": "female"}
        shown = await self.does("referrals", "/referrals", {"person": person, **referral})
        return Case(self, shown["referral_id"], shown["person_ref"])

    async def transferred(self) -> list[dict[str, Any]]:
        """Referrals that another contract handed over."""
        return list((await self.get("referrals", "/referrals", source="transfer"))["referrals"])

    async def figure(self, metric: str, name: str, month: str, expected: int) -> None:
        """Wait until the contract's report says so for a month in which no other test records anything of the kind."""
        assert self.site.reporting is not None
        url = f"{self.site.reporting.url}/contracts/{self.slug}/report"
        bearer = self.site.tokens.bearer("team-leader", self.slug)

        async def told() -> bool:
            answer = await call("GET", url, bearer, params={"period": month})
            (measure,) = [each for each in answer.json()["measures"] if each["definition"]["id"] == metric]
            assert {each["name"]: each["value"] for each in measure["figures"]}[name] == expected
            return True

        await eventually(told, within=30, every=0.1)

    async def recorded(self) -> dict[str, int]:
        """How many events each of the services has recorded."""
        found = {}
        for service in SERVICES:
            connection = await asyncpg.connect(self.site.beside[self.slug, service].owner_url)
            try:
                found[service] = await connection.fetchval("select count(*) from events")
            finally:
                await connection.close()
        return found

    async def refusals(self, service: str) -> list[str]:
        """Codes of the reactions that a service's rules refused, the first one first."""
        connection = await asyncpg.connect(self.site.beside[self.slug, service].owner_url)
        try:
            rows = await connection.fetch("select code from refused_reactions order by recorded_at")
        finally:
            await connection.close()
        return [row["code"] for row in rows]

    async def _call(
        self, method: str, service: str, path: str, role: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        bearer = self.site.tokens.bearer(role, self.slug)
        return await call(method, self.processes[service].url + path, bearer | dict(headers or {}), **more)


@dataclass(slots=True)
class Case:
    """One referral with its person: what the team does from receipt to closure, by any of the three services."""

    team: Team
    referral_id: str
    person_ref: str
    noted: set[str] = field(default_factory=set)
    """Contacts and plans of which referrals is told."""

    async def step(self, step: str, on: str, /, **more: Any) -> Any:
        """A step of the referral, which then stands so."""
        return await self.team.does("referrals", f"/referrals/{self.referral_id}/{step}", {"on": on, **more})

    async def step_refused(self, step: str, on: str, /, **more: Any) -> tuple[str, str | None]:
        """Code and field of the rule that a step broke."""
        return await self.team.refused("referrals", f"/referrals/{self.referral_id}/{step}", {"on": on, **more})

    def met(self, on: str, purpose: str, programme: str, **more: Any) -> dict[str, Any]:
        """A contact of this case: face to face with one of the team, on time, unless said otherwise."""
        return {
            "person_ref": self.person_ref,
            "referral_id": self.referral_id,
            "on": on,
            "purpose": purpose,
            "programme": programme,
            "channel": "01",
            "attendance": "5",
            "minutes": 45,
            "workers": [ANNE],
            **more,
        }

    async def contact(self, on: str, purpose: str, programme: str, **more: Any) -> str:
        """A contact with the person; its id."""
        shown = await self.team.does("sessions", "/contacts", self.met(on, purpose, programme, **more))
        self.noted.add(shown["entry_id"])
        return str(shown["entry_id"])

    def agreed(self, on: str, *areas: str, **more: Any) -> dict[str, Any]:
        """A plan that is written together, with a goal in each of these areas and one action towards it."""
        goals = [{"area": area, "words": "Quite private.", "actions": [{"owner": "person"}]} for area in areas]
        about = {"person_ref": self.person_ref, "referral_id": self.referral_id, "agreed_on": on}
        return {**about, "together": True, "workers": [ANNE], "goals": goals, **more}

    async def plan(self, on: str, *areas: str, **more: Any) -> Any:
        """A support plan with its goals."""
        shown = await self.team.does("outcomes", "/plans", self.agreed(on, *areas, **more))
        self.noted.add(shown["plan_id"])
        return shown

    async def tells(self, path: str, on: str, **more: Any) -> Any:
        """A questionnaire or an outcome of this person: what is kept of it."""
        about = {"person_ref": self.person_ref, "referral_id": self.referral_id, "on": on}
        return (await self.team.does("outcomes", path, {**about, **more}))["content"]

    async def seen(self) -> Any:
        """The referral in full."""
        return await self.team.get("referrals", f"/referrals/{self.referral_id}")

    async def stands(self, **expected: Any) -> Any:
        """Wait until the referral stands so."""

        async def so() -> Any:
            seen = await self.seen()
            assert {name: seen[name] for name in expected} == expected
            return seen

        return await eventually(so, within=20, every=0.1)

    async def steps(self, **expected: str | None) -> None:
        """Wait until the contract's process stands so: every step with its day."""

        async def so() -> bool:
            steps = (await self.seen())["steps"]
            assert {each["step"].replace("-", "_"): each["on"] for each in steps} == expected
            return True

        await eventually(so, within=20, every=0.1)

    async def plan_ended(self, plan_id: str, on: str, reason: str) -> Any:
        """Wait until the plan closed with the referral; it closed once."""

        async def so() -> Any:
            plan = await self.team.get("outcomes", f"/plans/{plan_id}")
            assert (plan["status"], plan["closed_on"], plan["reason"]) == ("closed", on, reason)
            return plan

        plan = await eventually(so, within=20, every=0.1)
        assert [moment["event"] for moment in plan["timeline"]].count("plan-closed.v1") == 1
        return plan

    async def settled(self) -> None:
        """Wait until referrals has been told of every contact and plan, so that nothing of this case is under way."""

        async def so() -> bool:
            facts = [moment["facts"] for moment in (await self.seen())["timeline"]]
            told = {each.get("contact_id") or each.get("plan_id") for each in facts}
            assert self.noted <= told
            return True

        await eventually(so, within=20, every=0.1)

    async def exceptions(self) -> list[tuple[str, str, str | None]]:
        """Rules that were set aside for this case as the list of exceptions has them: rule, reason, step."""
        listed = (await self.team.get("referrals", "/referrals/exceptions", limit=200))["exceptions"]
        own = [each for each in listed if each["referral_id"] == self.referral_id]
        return sorted((each["rule"], each["reason"], each["step"]) for each in own)

    async def excepted(self, *expected: tuple[str, str, str | None]) -> None:
        """Wait until these are the rules that were set aside for this case."""

        async def so() -> bool:
            assert await self.exceptions() == sorted(expected)
            return True

        await eventually(so, within=20, every=0.1)

    async def timeline(self) -> list[str]:
        """What happened to the referral, in its order."""
        return [moment["event"] for moment in (await self.seen())["timeline"]]


def rule(answer: httpx.Response) -> tuple[str, str | None]:
    """The one rule that an answer says was broken: its code, and the field of which it speaks if there is one."""
    if answer.is_success:
        return TAKEN
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in (403, 422), answer.text
    faults = problem.get("faults", [])
    assert len(faults) <= 1, answer.text
    return (faults[0]["code"], faults[0]["field"]) if faults else (problem["code"], None)


def present(*people: str | Case, channel: str | None = None) -> list[dict[str, Any]]:
    """Lines of a register: known people, and others by first name."""
    about = {} if channel is None else {"channel": channel}
    return [
        {"person_ref": each.person_ref, **about} if isinstance(each, Case) else {"first_name": each, **about}
        for each in people
    ]


def filled(value: Any, words: Mapping[str, str]) -> Any:
    """The same with what is known by now in place of the words that begin with @."""
    match value:
        case str():
            return "/".join(words[part[1:]] if part.startswith("@") else part for part in value.split("/"))
        case Mapping():
            return {key: filled(each, words) for key, each in value.items()}
        case list():
            return [filled(each, words) for each in value]
        case _:
            return value
