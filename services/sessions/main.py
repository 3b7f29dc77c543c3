"""The service `sessions`: its parts in one hand."""

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType

from chassis import entrylist
from chassis.entrylist import EntryList
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.service import Parts, Running, Service
from chassis.settings import Settings
from chassis.telemetry.logs import log
from chassis.terms import Terms, read_terms
from services.sessions.api import absences as absences_api
from services.sessions.api import directory as directory_api
from services.sessions.api import entries as entries_api
from services.sessions.api import groups as groups_api
from services.sessions.api import office
from services.sessions.api import registers as registers_api
from services.sessions.api import sessions as sessions_api
from services.sessions.api.office import Desks, Office
from services.sessions.domain.contact import events as contact
from services.sessions.domain.directory import events as directory
from services.sessions.domain.grant import events as grant
from services.sessions.domain.group import events as group
from services.sessions.domain.session import events as session
from services.sessions.domain.signposting import events as signposting
from services.sessions.domain.staff_activity import events as staff_activity
from services.sessions.domain.terms import SessionsTerms
from services.sessions.domain.volunteering import events as volunteering
from services.sessions.people.first_names import FirstNames
from services.sessions.publishing.messages import PUBLISHING
from services.sessions.views import directory as directory_view
from services.sessions.views import gatherings as gatherings_view
from services.sessions.views import groups as groups_view
from services.sessions.views.registers import RegisterLines

NAME = "sessions"
TAGS = MappingProxyType(
    {
        "groups": "Groups that meet again and again: begun, changed, ended, planned for weeks ahead.",
        "sessions": "Single meetings, of a group or one-off: planned, moved, cancelled, held.",
        "registers": "Who was there: known people, others by first name, and counted heads; and who is missing.",
        "contacts": "One-to-one contacts, by channel and attendance.",
        "signposting": "People who were told of another service.",
        "directory": "The services to which people may be signposted.",
        "hours": "Time that volunteers gave, and the team's work beside contacts and sessions.",
        "grants": "What projects were awarded from the contract's funds.",
    }
)
CODEC = Codec(
    {
        **contact.EVENT_TYPES,
        **signposting.EVENT_TYPES,
        **volunteering.EVENT_TYPES,
        **staff_activity.EVENT_TYPES,
        **grant.EVENT_TYPES,
        **directory.EVENT_TYPES,
        **group.EVENT_TYPES,
        **session.EVENT_TYPES,
    }
)


def terms(settings: Settings) -> Terms[SessionsTerms]:
    """The contract's terms for sessions."""
    return read_terms(settings.terms_folder, settings.contract, NAME, SessionsTerms)


def desks(store: EventStore, terms: Terms[SessionsTerms], topic: str) -> Desks:
    """The desks of a contract over its log, for this process and for whoever works without one."""
    return office.desks(store, CODEC, terms, topic)


async def parts(running: Running) -> Parts:
    """The service's routes and workers."""
    own = _office(running)
    return Parts(
        routers=(
            groups_api.router(own),
            sessions_api.router(own),
            registers_api.router(own),
            absences_api.router(own),
            *entries_api.routers(own),
            directory_api.router(own),
        ),
        commands=MappingProxyType({"rebuild": partial(rebuild, running)}),
    )


def _office(running: Running) -> Office:
    own: Terms[SessionsTerms] = running.terms
    assert running.store is not None  # A service with a codec and publishing has a log.
    return Office(
        desks=desks(running.store, own, running.topic),
        terms=own.content,
        entries=EntryList(running.pool),
        directory=directory_view.Directory(running.pool),
        groups=groups_view.GroupList(running.pool),
        sessions=gatherings_view.SessionList(running.pool),
        registers=RegisterLines(running.pool),
        first_names=FirstNames(running.pool),
    )


async def rebuild(running: Running, arguments: Sequence[str]) -> int:  # noqa: ARG001
    """Make the lists anew from the log, in one transaction."""
    own: Terms[SessionsTerms] = running.terms
    async with running.pool.acquire() as connection, connection.transaction():
        entries = await entrylist.refill(connection, CODEC, office.entry_kinds(own.content))
        services = await directory_view.refill(connection, CODEC)
        groups = await groups_view.refill(connection, CODEC)
        sessions = await gatherings_view.refill(connection, CODEC)
    log("lists.rebuilt", rows=entries + services + groups + sessions)
    return 0


SERVICE = Service(
    name=NAME,
    migrations="services.sessions.migrations",
    parts=parts,
    title="Sessions",
    description="Groups, sessions and their registers, contacts, signposting, hours and grants of one contract.",
    tags=TAGS,
    terms=terms,
    codec=CODEC,
    publishing=PUBLISHING,
)
