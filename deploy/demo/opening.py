"""Where the demonstration is played: the logs of a run's services, through the services' own desks."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from chassis.database.pool import open_pool
from chassis.eventstore.postgres import PostgresStore
from chassis.handling import Desk
from chassis.terms import read_terms
from contracts.messages.catalogue import topic
from deploy.demo.plan import Contract
from deploy.local.faults import LocalFault
from deploy.local.instances import Instance
from services.outcomes import main as outcomes
from services.outcomes.domain.terms import OutcomesTerms
from services.referrals import main as referrals
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.terms import ReferralTerms
from services.referrals.views.following import follow
from services.sessions import main as sessions
from services.sessions.domain.terms import SessionsTerms

CONNECTIONS = 1
"""Each contract is played in turn to each of its services."""


@asynccontextmanager
async def opened(
    folder: Path, contracts: Sequence[str], urls: Mapping[Instance, str]
) -> AsyncIterator[Sequence[Contract]]:
    """The contracts with their desks; `urls` are those of the services' own roles, which may do no more than there."""
    async with AsyncExitStack() as stack:

        async def store(service: str, contract: str) -> PostgresStore:
            url = urls[Instance(service, contract)]
            pool: Any = await open_pool(url, application="demonstration-year", max_size=CONNECTIONS)
            stack.push_async_callback(pool.close)
            return PostgresStore(pool)

        yield [await _contract(folder, contract, store) for contract in contracts]


async def _contract(folder: Path, slug: str, store: Any) -> Contract:
    own = read_terms(folder, slug, referrals.NAME, ReferralTerms)
    held = read_terms(folder, slug, sessions.NAME, SessionsTerms)
    told = read_terms(folder, slug, outcomes.NAME, OutcomesTerms)
    desk: Desk[Any, Any, Any] = Desk(
        await store(referrals.NAME, slug),
        referrals.CODEC,
        decider(own.content),
        terms_version=own.version,
        topic=topic(slug, referrals.NAME),
        follow=follow,
    )
    return Contract(
        slug=slug,
        referrals_terms=own.content,
        sessions_terms=held.content,
        outcomes_terms=told.content,
        referrals=desk,
        sessions=sessions.desks(await store(sessions.NAME, slug), held, topic(slug, sessions.NAME)),
        outcomes=outcomes.desks(await store(outcomes.NAME, slug), told, topic(slug, outcomes.NAME)),
    )


def urls_of_run(home: Path, wanted: Sequence[Instance]) -> Mapping[Instance, str]:
    """How the services of a run that is up reach their databases; raises `LocalFault` while it is still starting."""
    found = {}
    for one in wanted:
        file = home / "secrets" / one.name / "database_url"
        if not file.exists():
            raise LocalFault(f"the run of {home} is still starting: {one.name} has no database yet; try again")
        found[one] = file.read_text()
    return found
