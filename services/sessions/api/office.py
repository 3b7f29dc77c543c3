"""What the routes work with: desks for commands, lists for questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand
from chassis.entrylist import EntryList, Listed, follow
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.handling import Desk
from chassis.terms import Terms
from services.sessions.domain.contact import decisions as contact
from services.sessions.domain.contact.events import Contact
from services.sessions.domain.directory import decisions as directory
from services.sessions.domain.directory.commands import DirectoryCommand
from services.sessions.domain.directory.events import DirectoryEvent
from services.sessions.domain.directory.state import ListedService
from services.sessions.domain.grant import decisions as grant
from services.sessions.domain.grant.events import Grant
from services.sessions.domain.group import decisions as group
from services.sessions.domain.group.commands import GroupCommand
from services.sessions.domain.group.events import GroupEvent
from services.sessions.domain.group.state import Group
from services.sessions.domain.session.commands import SessionCommand
from services.sessions.domain.session.decisions import deciding as session
from services.sessions.domain.session.events import SessionEvent
from services.sessions.domain.session.state import Session
from services.sessions.domain.signposting import decisions as signposting
from services.sessions.domain.signposting.events import Signposting
from services.sessions.domain.staff_activity import decisions as staff_activity
from services.sessions.domain.staff_activity.events import StaffActivity
from services.sessions.domain.terms import SessionsTerms
from services.sessions.domain.volunteering import decisions as volunteering
from services.sessions.domain.volunteering.events import Volunteering
from services.sessions.people.first_names import FirstNames
from services.sessions.views import directory as directory_view
from services.sessions.views import gatherings as gatherings_view
from services.sessions.views import groups as groups_view
from services.sessions.views.listings import (
    list_contact,
    list_grant,
    list_signposting,
    list_staff_activity,
    list_volunteering,
)
from services.sessions.views.registers import RegisterLines


@dataclass(frozen=True, slots=True)
class Desks:
    """Where commands to each kind of aggregate of the service are handled."""

    contacts: Desk[EntryCommand[Contact], Any, Entry[Contact]]
    signpostings: Desk[EntryCommand[Signposting], Any, Entry[Signposting]]
    volunteering: Desk[EntryCommand[Volunteering], Any, Entry[Volunteering]]
    staff_activities: Desk[EntryCommand[StaffActivity], Any, Entry[StaffActivity]]
    grants: Desk[EntryCommand[Grant], Any, Entry[Grant]]
    directory: Desk[DirectoryCommand, DirectoryEvent, ListedService]
    groups: Desk[GroupCommand, GroupEvent, Group]
    sessions: Desk[SessionCommand, SessionEvent, Session]


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the service that its routes use."""

    desks: Desks
    terms: SessionsTerms
    entries: EntryList
    directory: directory_view.Directory
    groups: groups_view.GroupList
    sessions: gatherings_view.SessionList
    registers: RegisterLines
    first_names: FirstNames


def desks(store: EventStore, codec: Codec, terms: Terms[SessionsTerms], topic: str) -> Desks:
    """The desks of a contract over a log: those of the service's process, and of whoever works without one."""
    own = terms.content

    def desk(decider: Decider[Any, Any, Any], following: Any) -> Desk[Any, Any, Any]:
        return Desk(store, codec, decider, terms_version=terms.version, topic=topic, follow=following)

    contacts, signpostings, hours, activities, grants = (follow(each.kind, each.listing) for each in entry_kinds(own))
    return Desks(
        contacts=desk(contact.decider(own), contacts),
        signpostings=desk(signposting.decider(own), signpostings),
        volunteering=desk(volunteering.decider(own), hours),
        staff_activities=desk(staff_activity.decider(own), activities),
        grants=desk(grant.decider(own), grants),
        directory=desk(directory.decider(own), directory_view.follow),
        groups=desk(group.decider(own), groups_view.follow),
        sessions=desk(session.decider(own), gatherings_view.follow),
    )


def entry_kinds(terms: SessionsTerms) -> Sequence[Listed[Any]]:
    """Every kind of entry of the service, with how it is listed: what the list is made anew from."""
    return (
        Listed(contact.kind(terms), list_contact),
        Listed(signposting.kind(terms), list_signposting),
        Listed(volunteering.kind(terms), list_volunteering),
        Listed(staff_activity.kind(terms), list_staff_activity),
        Listed(grant.kind(terms), list_grant),
    )
