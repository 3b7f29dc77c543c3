"""Reporting put together: the projector as worker, reports as routes, and its commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chassis.service import Parts, Running, Service, Worker
from chassis.settings import Settings
from chassis.terms import Terms, contracts_in, read_terms, sections_in
from contracts.messages.catalogue import PUBLISHERS, topic
from services.reporting.api.issuing import Issuing, issuing_routes
from services.reporting.api.opening import opening_routes
from services.reporting.api.packs import Printing, pack_routes
from services.reporting.api.routes import routes
from services.reporting.domain.pack.contract import BY_ID
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.archive import Archive
from services.reporting.packs.forms import FORMS
from services.reporting.packs.inputs import read_inputs
from services.reporting.packs.press import Press
from services.reporting.packs.since import Since
from services.reporting.projection import commands
from services.reporting.projection.opening import Opening
from services.reporting.projection.since import reasons_since


@dataclass(frozen=True, slots=True)
class Commissioned:
    """A contract that has terms, and the services of it whose messages are projected: those that its terms speak of."""

    terms: Terms[ReportingTerms]
    publishers: tuple[str, ...]

    @property
    def title(self) -> str:
        """How the contract is called."""
        return self.terms.title


def contracts(settings: Settings) -> Mapping[str, Commissioned]:
    """Every contract that has terms; raises `BrokenTerms` if one cannot be read."""
    folder = settings.terms_folder
    found = {}
    for slug in contracts_in(folder):
        sections = sections_in(folder, slug)
        publishers = tuple(each for each in PUBLISHERS if each in sections) or PUBLISHERS[:1]
        found[slug] = Commissioned(_terms(folder, slug, publishers[0], sections), publishers)
    return found


def _terms(folder: Path, slug: str, publisher: str, sections: Sequence[str]) -> Terms[ReportingTerms]:
    if "reporting" in sections:
        return read_terms(folder, slug, "reporting", ReportingTerms)
    head = read_terms(folder, slug, publisher, dict[str, Any])
    return Terms(slug, head.title, head.commissioner, head.version, ReportingTerms())


async def parts(running: Running) -> Parts:
    """The parts of reporting in one process."""
    titles = {slug: each.title for slug, each in running.terms.items()}
    inputs = read_inputs(running.settings.values_folder)
    press = Press(running.pool, {slug: each.terms for slug, each in running.terms.items()}, inputs)
    archive = Archive(running.pool, press, partial(reasons_since, running.pool, tuple(titles)))
    since = Since(running.pool, press, archive)
    printing = Printing(since.contract, since.organisation, since.annual_review, press.read_period, FORMS)
    issuing = Issuing(printing, archive, frozenset(BY_ID))
    return Parts(
        routers=[
            routes(running.pool, titles, press),
            pack_routes(printing, titles),
            issuing_routes(running.pool, issuing, titles),
            opening_routes(Opening(running.pool, tuple(titles)), titles, press.read_period),
        ],
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
    tags=MappingProxyType(
        {
            "reports": "Figures, their definitions, and how far they have come.",
            "packs": "Whole reports as page, workbook, text files and tagged document.",
            "opening": "A figure taken apart, down to the events behind it and their traces.",
            "issued reports": "Reports as they were sent, what they stood on, and what has changed since.",
        }
    ),
    terms=contracts,
)
