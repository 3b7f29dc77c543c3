"""A small year from the services' logs into figures: what reporting makes of it is what an independent count finds."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from chassis.eventstore.codec import Codec
from chassis.messaging.wire import Publishing, Recorded
from contracts.messages.catalogue import WIRE_NAMES
from contracts.messages.envelope import Envelope
from deploy.demo.figures import Sizes
from deploy.demo.playing import Bar
from deploy.local.databases import DatabaseUrls
from deploy.local.instances import Instance
from services.outcomes import main as outcomes
from services.outcomes.publishing import messages as outcomes_publishing
from services.referrals import main as referrals
from services.referrals import publishing as referrals_publishing
from services.sessions import main as sessions
from services.sessions.publishing import messages as sessions_publishing
from tests.demo.conftest import CONTRACTS
from tests.demo.test_playing_a_year import Logs, played
from tests.reporting.figures import Figures
from tests.site.recount import events_of
from tests.site.yearly import ORGANISATION, counted

SERVICES: Mapping[str, tuple[Codec, Publishing]] = {
    "referrals": (referrals.CODEC, referrals_publishing.PUBLISHING),
    "sessions": (sessions.CODEC, sessions_publishing.PUBLISHING),
    "outcomes": (outcomes.CODEC, outcomes_publishing.PUBLISHING),
}
BATCH = 500


async def published(one: Instance, urls: DatabaseUrls) -> Sequence[tuple[Envelope, Any]]:
    """The messages of one log, in its order."""
    codec, publishing = SERVICES[one.service]
    connection = await asyncpg.connect(urls.owner_url)
    try:
        rows = await connection.fetch("select position, version, name, data, recorded_at from events order by position")
    finally:
        await connection.close()
    told = []
    for position, version, name, data, recorded_at in rows:
        body = publishing.to_message(Recorded(codec.decode(name, data), None))  # type: ignore[arg-type]
        if body is not None:
            place = (recorded_at, position, position - 1, version, 1)
            told.append((Envelope(uuid4(), WIRE_NAMES[type(body)], one.contract, one.service, *place), body))
    return told


async def test_every_figure_of_both_years_equals_the_independent_count(
    logs: Logs, small: Sizes, tmp_path: Path
) -> None:
    await played(logs, small, tmp_path / "played.json", Bar(io.StringIO()))
    stores: dict[str, dict[str, Any]] = {contract: {} for contract in CONTRACTS}
    figures = Figures()
    for one, urls in logs.items():
        stores[one.contract][one.service] = await events_of(urls.owner_url)
        told = await published(one, urls)
        for at in range(0, len(told), BATCH):
            figures.fold(told[at : at + BATCH])

    for year in ("2022/23", "2023/24"):
        for scope, expected in counted(stores, year).items():
            for metric, values in expected.items():
                contracts = CONTRACTS if scope == ORGANISATION else (scope,)
                reported = figures.figures(metric, year, *contracts, as_at=date.max)
                assert {name: reported.get(name, 0) for name in values} == values, (year, scope, metric)

    later = counted(stores, "2023/24")[ORGANISATION]
    assert later["people-reached"] == {"people reached": 60}
    assert later["people-referred"] == {"people referred": 45}
    earlier = counted(stores, "2022/23")[ORGANISATION]
    assert earlier["engagements"] == {"engagements": 460}
