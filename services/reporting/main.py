"""Reporting put together: the projector as worker, reports as routes, and its commands."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from chassis.service import Parts, Running, Service, Worker
from chassis.settings import Settings
from chassis.terms import contracts_in, read_terms
from contracts.messages.catalogue import topic
from services.reporting.api.routes import routes
from services.reporting.projection import commands

PUBLISHER = "referrals"
"""The service whose messages are projected, of every contract that has terms."""


def titles(settings: Settings) -> Mapping[str, str]:
    """Every contract that has terms, with its title; raises `BrokenTerms` if one cannot be read."""
    folder = settings.terms_folder
    return {slug: read_terms(folder, slug, PUBLISHER, dict[str, Any]).title for slug in contracts_in(folder)}


async def parts(running: Running) -> Parts:
    """The parts of reporting in one process."""
    return Parts(
        routers=[routes(running.pool, running.terms)],
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
        topics=[topic(slug, PUBLISHER) for slug in running.terms],
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
    terms=titles,
)
