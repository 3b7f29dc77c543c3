"""The organisation, started once for all journeys; each test keeps to contracts or months of its own."""

from collections.abc import AsyncIterator, Mapping
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.terms import contracts_in
from contracts.messages.catalogue import topic
from tests.conftest import PostgresServer, Tokens
from tests.journeys import teams as all_teams
from tests.journeys.life import Team
from tests.journeys.organisation import Organisation
from tests.referrals_api.site import terms_text
from tests.site.whole import PACKAGED_TERMS, open_site


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def organisation(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, kafka: str, tokens: Tokens
) -> AsyncIterator[Organisation]:
    """Every packaged contract under a slug of this run, three more for single tests, and reporting over all of them.

    `published` receives by the profile of the published test messages, and `spoilt` is sent what is bad. `written` has
    terms and a topic but no process: what it publishes is written by a test.
    """
    run = uuid4().hex[:8]
    terms = {name: (PACKAGED_TERMS / f"{name}.toml").read_text() for name in contracts_in(PACKAGED_TERMS)}
    running = terms | {"published": terms_text(), "spoilt": terms_text()}
    async with open_site(tmp_path_factory.mktemp("organisation"), postgres_server, kafka, tokens) as site:
        for name, text in (running | {"written": terms_text()}).items():
            (site.terms / f"{name}-{run}.toml").write_text(text)
        await site.topics.make(topic(f"written-{run}", "referrals"))
        built = Organisation(site, run)
        await built.begin(*running)
        yield built


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def teams(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer, kafka: str, tokens: Tokens
) -> AsyncIterator[Mapping[str, Team]]:
    """Every packaged contract with its three services, apart from `organisation`, whose figures are counted exactly.

    Each test keeps to cases of its own, and leaves every process running.
    """
    async with open_site(tmp_path_factory.mktemp("teams"), postgres_server, kafka, tokens) as site:
        yield await all_teams.begin(site, uuid4().hex[:8], site.terms)
