"""The service `outcomes`: its parts in one hand."""

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType

from chassis import entrylist
from chassis.entrylist import EntryList
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.reactor_parts import reactor, reactor_commands
from chassis.service import Parts, Running, Service
from chassis.settings import Settings
from chassis.telemetry.logs import log
from chassis.terms import Terms, read_terms
from services.outcomes.api import entries as entries_api
from services.outcomes.api import instruments as instruments_api
from services.outcomes.api import office
from services.outcomes.api import plan_steps as plan_steps_api
from services.outcomes.api import plans as plans_api
from services.outcomes.api.office import Desks, Office
from services.outcomes.domain.hard_outcome import events as hard_outcome
from services.outcomes.domain.plan import events as plan
from services.outcomes.domain.questionnaire import events as questionnaire
from services.outcomes.domain.soft_outcome import events as soft_outcome
from services.outcomes.domain.terms import OutcomesTerms
from services.outcomes.domain.training import events as training
from services.outcomes.people.words import PlanWords
from services.outcomes.publishing.messages import PUBLISHING
from services.outcomes.reactions import reactions
from services.outcomes.views import plans as plans_view

NAME = "outcomes"
REACTS_TO = ("referrals",)
"""Publishers of the own contract to whose messages the service reacts."""
TAGS = MappingProxyType(
    {
        "plans": "Support plans: agreed, worked on, reviewed, ended.",
        "questionnaires": "Questionnaires as they were filled in, and which of them the contract uses.",
        "outcomes": "What changed: hard outcomes, dated and evidenced, and soft ones, as people report them.",
        "training": "Courses that somebody entered or completed.",
    }
)
CODEC = Codec(
    {
        **plan.EVENT_TYPES,
        **questionnaire.EVENT_TYPES,
        **hard_outcome.EVENT_TYPES,
        **soft_outcome.EVENT_TYPES,
        **training.EVENT_TYPES,
    }
)


def terms(settings: Settings) -> Terms[OutcomesTerms]:
    """The contract's terms for outcomes."""
    return read_terms(settings.terms_folder, settings.contract, NAME, OutcomesTerms)


def desks(store: EventStore, terms: Terms[OutcomesTerms], topic: str) -> Desks:
    """The desks of a contract over its log, for this process and for whoever works without one."""
    return office.desks(store, CODEC, terms, topic)


async def parts(running: Running) -> Parts:
    """The service's routes and workers."""
    own = _office(running)
    reacting = {"plans": own.desks.plans}
    return Parts(
        routers=(
            plans_api.router(own),
            plan_steps_api.router(own),
            instruments_api.router(own),
            *entries_api.routers(own),
        ),
        workers=(reactor(running, reacting, reactions, REACTS_TO),) if running.working else (),
        commands=MappingProxyType(
            {"rebuild": partial(rebuild, running), **reactor_commands(running, reacting, reactions)}
        ),
    )


def _office(running: Running) -> Office:
    own: Terms[OutcomesTerms] = running.terms
    assert running.store is not None  # A service with a codec and publishing has a log.
    return Office(
        desks=desks(running.store, own, running.topic),
        terms=own.content,
        entries=EntryList(running.pool),
        plans=plans_view.PlanList(running.pool),
        words=PlanWords(running.pool),
    )


async def rebuild(running: Running, arguments: Sequence[str]) -> int:  # noqa: ARG001
    """Make the lists anew from the log, in one transaction."""
    own: Terms[OutcomesTerms] = running.terms
    async with running.pool.acquire() as connection, connection.transaction():
        entries = await entrylist.refill(connection, CODEC, office.entry_kinds(own.content))
        plans = await plans_view.refill(connection, CODEC)
    log("lists.rebuilt", rows=entries + plans)
    return 0


SERVICE = Service(
    name=NAME,
    migrations="services.outcomes.migrations",
    parts=parts,
    title="Outcomes",
    description="Support plans, questionnaires, hard and soft outcomes and training of one contract.",
    tags=TAGS,
    terms=terms,
    codec=CODEC,
    publishing=PUBLISHING,
)
