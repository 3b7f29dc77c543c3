"""By what each kind of entry is found in the list: its day, who did it, and its coded words."""

from chassis.entrylist import Listing
from services.sessions.domain.contact.events import Contact
from services.sessions.domain.grant.events import Grant
from services.sessions.domain.signposting.events import Signposting
from services.sessions.domain.staff_activity.events import StaffActivity
from services.sessions.domain.volunteering.events import Volunteering

EXCEPTION = "exception"
"""Label of a contact or grant for which a rule was set aside."""

AWARDED, NOT_AWARDED = "awarded", "not-awarded"
"""Labels of a grant."""


def list_contact(contact: Contact) -> Listing:
    """A contact is found by programme, purpose, channel, attendance code, and by its exception."""
    excepted = () if contact.exception is None else (EXCEPTION, contact.exception)
    labels = (contact.programme, contact.purpose, contact.channel, contact.attendance, *excepted)
    return Listing(contact.on, contact.workers, labels)


def list_signposting(signposting: Signposting) -> Listing:
    """A signposting is found by programme, service and category."""
    return Listing(
        signposting.on,
        signposting.workers,
        (*_said(signposting.programme), signposting.service, signposting.category),
    )


def list_volunteering(volunteering: Volunteering) -> Listing:
    """Time given is found by programme and activity; the volunteer is who did it."""
    labels = (*_said(volunteering.programme), volunteering.activity)
    return Listing(volunteering.on, (volunteering.volunteer_id,), labels)


def list_staff_activity(activity: StaffActivity) -> Listing:
    """The team's other work is found by programme and kind."""
    return Listing(activity.on, activity.workers, (*_said(activity.programme), activity.kind))


def list_grant(grant: Grant) -> Listing:
    """A grant is found by fund, district, what came of it, and by its exception and the rules set aside."""
    excepted = () if grant.exception is None else (EXCEPTION, grant.exception, *grant.set_aside)
    labels = (grant.fund, *_said(grant.district), AWARDED if grant.pounds else NOT_AWARDED, *excepted)
    return Listing(grant.on, grant.workers, labels)


def _said(word: str | None) -> tuple[str, ...]:
    return () if word is None else (word,)
