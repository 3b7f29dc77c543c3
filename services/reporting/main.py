"""Reporting put together: the projector as worker, reports as routes, and its commands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from chassis.service import Parts, Running, Service, Worker
from chassis.settings import Settings
from chassis.terms import contracts_in, read_terms, sections_in
from contracts.messages.catalogue import PUBLISHERS, topic
from services.reporting.api.routes import routes
from services.reporting.projection import commands


@dataclass(frozen=True, slots=True)
class Commissioned:
    """A contract that has terms, and the services of it whose messages are projected: those that its terms speak of."""

    title: str
    publishers: tuple[str, ...]


def contracts(settings: Settings) -> Mapping[str, Commissioned]:
    """Every contract that has terms; raises `BrokenTerms` if one cannot be read."""
    folder = settings.terms_folder
    found = {}
    for slug in contracts_in(folder):
        sections = sections_in(folder, slug)
        publishers = tuple(each for each in PUBLISHERS if each in sections) or PUBLISHERS[:1]
        found[slug] = Commissioned(read_terms(folder, slug, publishers[0], dict[str, Any]).title, publishers)
    return found


async def parts(running: Running) -> Parts:
    """The parts of reporting in one process."""
    return Parts(
        routers=[routes(running.pool, {slug: each.title for slug, each in running.terms.items()})],
        workers=[_projector(running)] if running.working else [],
        commands={
            "rebuild": partial(commands.rebuild, running.settings),
            "parked": partial(commands.parked, running.pool),
            "replay": partial(commands.replay, running.pool),
        },
    )


def _projector(running: Running) -> Worker:
    # Imported here: a process that serves its API alone does without a Kafka client.
    from chassis.messaging.consumer import Consumer
    from services.reporting.projection.projector import GROUP, Projector

    projector = Projector(running.pool)
    return Consumer(
        bootstrap=running.settings.kafka_bootstrap,
        group=GROUP,
        topics=[topic(slug, publisher) for slug, each in running.terms.items() for publisher in each.publishers],
        apply=projector.apply,
        positions=projector.positions,
        name="projector",
        watchdog_after=running.settings.watchdog_after,
        instance=running.settings.kafka_group_instance,
    )


SERVICE = Service(
    name="reporting",
    migrations="services.reporting.migrations",
    parts=parts,
    title="Redrose reporting",
    description="Figures of every contract: exact on any day, each with its definition.",
    tags=MappingProxyType({"reports": "Figures, their definitions, and how far they have come."}),
    terms=contracts,
)
