"""The service `referrals`: its parts in one hand."""

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, cast

from chassis.eventstore.codec import Codec
from chassis.handling import Desk
from chassis.reactor_parts import reactor, reactor_commands
from chassis.service import Parts, Running, Service
from chassis.settings import Settings
from chassis.telemetry.logs import log
from chassis.terms import Terms, contracts_in, read_terms
from contracts.messages.catalogue import topic
from services.referrals.api import corrections as corrections_api
from services.referrals.api import people as people_api
from services.referrals.api import profiles as profiles_api
from services.referrals.api import referrals as referrals_api
from services.referrals.api import releases as releases_api
from services.referrals.api import steps as steps_api
from services.referrals.api import worklists as worklists_api
from services.referrals.api.noting import NotesDesk
from services.referrals.api.office import Office
from services.referrals.domain import events
from services.referrals.domain.decisions.deciding import decider
from services.referrals.domain.person import decisions as person_decisions
from services.referrals.domain.person import events as person_events
from services.referrals.domain.profile import decisions as profile_decisions
from services.referrals.domain.profile import events as profile_events
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
from services.referrals.reactions import NOTES, REFERRALS, reactions
from services.referrals.views.exceptions import ExceptionList
from services.referrals.views.following import follow, refill
from services.referrals.views.referrals import ReferralList
from services.referrals.views.releases import ReleaseList

NAME = "referrals"
REACTS_TO = ("sessions", "outcomes")
"""Services of the own contract whose messages referrals reads."""
TAGS = MappingProxyType(
    {
        "referrals": "Send a referral, find it again, and see what became of it.",
        "people": "Who the referrals are about: found, described, joined, with what they agreed to.",
        "steps": "A referral's life from the referrer's call to its end, one route for each step.",
        "custody": "Releases from custody, permitted apart: they are criminal-offence data.",
        "work lists": "What waits to be done, and which rules were set aside.",
        "corrections": "Putting right what was recorded of a referral; the log keeps both.",
        "letterbox": "Messages that came by a feed: kept as they came, and decided about by people.",
        "bars": "The receiver of the Booking and Referral Standard (FHIR R4), as NHS England describes it.",
    }
)
CODEC = Codec({**events.EVENT_TYPES, **person_events.EVENT_TYPES, **profile_events.EVENT_TYPES})


def terms(settings: Settings) -> Terms[ReferralTerms]:
    """The contract's terms for referrals; the key for references is looked at too, before anything starts."""
    if settings.person_reference_key is not None:
        reference_key(settings.person_reference_key.get_secret_value())
    return read_terms(settings.terms_folder, settings.contract, NAME, ReferralTerms)


async def parts(running: Running) -> Parts:
    """The service's routes and workers."""
    office, letterbox, take = _office(running), Letterbox(running.pool), taking(running)
    desks, reacting = note_desks(running), partial(reactions, running.contract)
    return Parts(
        routers=(
            worklists_api.router(office),
            releases_api.router(office),
            referrals_api.router(office),
            steps_api.router(office),
            corrections_api.router(office),
            people_api.router(office),
            profiles_api.router(office),
            letterbox_routes.router(letterbox, take),
            bars.router(running.contract, letterbox, take, office.register, office.listed),
        ),
        workers=(Sweeper(letterbox, take), reactor(running, desks, reacting, _topics(running)))
        if running.working
        else (),
        commands=MappingProxyType({"rebuild": partial(rebuild, running), **reactor_commands(running, desks, reacting)}),
    )


def _topics(running: Running) -> tuple[str, ...]:
    """What is read: the own contract's other services, and other contracts' referrals, which may be handed over."""
    others = [slug for slug in contracts_in(running.settings.terms_folder) if slug != running.contract]
    return (*REACTS_TO, *(topic(slug, NAME) for slug in others))


def taking(running: Running) -> Taking:
    """How this contract takes kept messages."""
    office = _office(running)
    desks = Desks(office.referrals, office.links)
    return Taking(
        Letterbox(running.pool), desks, office.register, office.listed, running.terms.content, office.key, FEEDS
    )


def note_desks(running: Running) -> dict[str, Desk[Any, Any, Any]]:
    """The desks at which this contract reacts to its other services, and to other contracts' transfers."""
    office = _office(running)
    # The desk of notes handles as a desk does; the reactor asks nothing else of it.
    notes = cast("Desk[Any, Any, Any]", NotesDesk(office.referrals, office.listed, office.register.linked))
    return {NOTES: notes, REFERRALS: office.referrals}


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
            follow=follow,
        ),
        links=Desk(
            running.store,
            CODEC,
            person_decisions.DECIDER,
            terms_version=own.version,
            topic=running.topic,
            follow=follow_links,
        ),
        profiles=Desk(
            running.store,
            CODEC,
            profile_decisions.DECIDER,
            terms_version=own.version,
            topic=running.topic,
        ),
        listed=ReferralList(running.pool),
        exceptions=ExceptionList(running.pool),
        releases=ReleaseList(running.pool),
        register=Register(running.pool),
        terms=own.content,
        store=running.store,
        codec=CODEC,
        key=reference_key(running.settings.person_reference_key.get_secret_value()),
    )


async def rebuild(running: Running, arguments: Sequence[str]) -> int:  # noqa: ARG001
    """Make the lists anew from the log, in one transaction."""
    async with running.pool.acquire() as connection, connection.transaction():
        referrals = await refill(connection, CODEC)
        links = await refill_links(connection, CODEC)
    log("lists.rebuilt", rows=referrals + links)
    return 0


SERVICE = Service(
    name=NAME,
    migrations="services.referrals.migrations",
    parts=parts,
    title="Referrals",
    description="Referrals of one contract from receipt to closure, the people they are about, and their feeds.",
    tags=TAGS,
    terms=terms,
    codec=CODEC,
    publishing=PUBLISHING,
    requires=("person_reference_key",),
)
