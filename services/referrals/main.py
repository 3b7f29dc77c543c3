"""The service `referrals`: its parts in one hand."""

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType

from chassis.eventstore.codec import Codec
from chassis.handling import Desk
from chassis.service import Parts, Running, Service
from chassis.settings import Settings
from chassis.telemetry.logs import log
from chassis.terms import Terms, read_terms
from services.referrals import views
from services.referrals.api import people as people_api
from services.referrals.api import referrals as referrals_api
from services.referrals.api import steps as steps_api
from services.referrals.api.office import Office
from services.referrals.domain import events
from services.referrals.domain.decisions import decider
from services.referrals.domain.person import decisions as person_decisions
from services.referrals.domain.person import events as person_events
from services.referrals.domain.terms import ReferralTerms
from services.referrals.intake.bars import routes as bars
from services.referrals.intake.catalogue import FEEDS
from services.referrals.intake.letterbox import routes as letterbox_routes
from services.referrals.intake.letterbox.letterbox import Letterbox
from services.referrals.intake.letterbox.sweeping import Sweeper
from services.referrals.intake.letterbox.taking import Desks, Taking
from services.referrals.people.reference import reference_key
from services.referrals.people.register import Register, follow_links, refill_links
from services.referrals.publishing import PUBLISHING

NAME = "referrals"
CODEC = Codec({**events.EVENT_TYPES, **person_events.EVENT_TYPES})


def terms(settings: Settings) -> Terms[ReferralTerms]:
    """The contract's terms for referrals; the key for references is looked at too, before anything starts."""
    if settings.person_reference_key is not None:
        reference_key(settings.person_reference_key.get_secret_value())
    return read_terms(settings.terms_folder, settings.contract, NAME, ReferralTerms)


async def parts(running: Running) -> Parts:
    """The service's routes and workers."""
    office, letterbox, take = _office(running), Letterbox(running.pool), taking(running)
    return Parts(
        routers=(
            referrals_api.router(office),
            steps_api.router(office),
            people_api.router(office),
            letterbox_routes.router(letterbox, take),
            bars.router(running.contract, letterbox, take, office.register, office.listed),
        ),
        workers=(Sweeper(letterbox, take),) if running.working else (),
        commands=MappingProxyType({"rebuild": partial(rebuild, running)}),
    )


def taking(running: Running) -> Taking:
    """How this contract takes kept messages."""
    office = _office(running)
    desks = Desks(office.referrals, office.links)
    return Taking(
        Letterbox(running.pool), desks, office.register, office.listed, running.terms.content, office.key, FEEDS
    )


def _office(running: Running) -> Office:
    own: Terms[ReferralTerms] = running.terms
    assert running.store is not None  # A service with a codec and publishing has a log.
    assert running.settings.person_reference_key is not None  # `requires` says so.
    return Office(
        referrals=Desk(
            running.store,
            CODEC,
            decider(own.content),
            terms_version=own.version,
            topic=running.topic,
            follow=views.follow,
        ),
        links=Desk(
            running.store,
            CODEC,
            person_decisions.DECIDER,
            terms_version=own.version,
            topic=running.topic,
            follow=follow_links,
        ),
        listed=views.ReferralList(running.pool),
        register=Register(running.pool),
        store=running.store,
        codec=CODEC,
        key=reference_key(running.settings.person_reference_key.get_secret_value()),
    )


async def rebuild(running: Running, arguments: Sequence[str]) -> int:  # noqa: ARG001
    """Make the lists anew from the log, in one transaction."""
    async with running.pool.acquire() as connection, connection.transaction():
        referrals = await views.refill(connection, CODEC)
        links = await refill_links(connection, CODEC)
    log("lists.rebuilt", rows=referrals + links)
    return 0


SERVICE = Service(
    name=NAME,
    migrations="services.referrals.migrations",
    parts=parts,
    title="Referrals",
    description="Referrals of one contract from receipt to closure, the people they are about, and their feeds.",
    terms=terms,
    codec=CODEC,
    publishing=PUBLISHING,
    requires=("person_reference_key",),
)
