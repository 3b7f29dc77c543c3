"""Referrals of invented people as they run in life, as events of the service: received, accepted, met, closed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from bench.samples import person_ref, stream_id
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import Append, NewEvent
from chassis.ids import derived_id
from services.referrals.domain import events
from services.referrals.domain.terms import Urgency

CODEC = Codec(dict(events.EVENT_TYPES))
EVENTS_EACH = 4
SOURCE, ROUTE = "community-mental-health-team", "booking-and-referral-standard"
FIRST_DAY = date(2025, 4, 1)


def stream(referral_id: UUID) -> str:
    """Name of a referral's stream."""
    return f"referral-{referral_id}"


def journey(number: int) -> Sequence[events.ReferralEvent]:
    """The n-th referral; every third person comes back, and days spread over a year."""
    referral, person = stream_id(number), person_ref(number * 3 // 4)
    day = FIRST_DAY + timedelta(days=number % 360)
    return (
        events.ReferralReceived(referral, person, day, SOURCE, ROUTE, Urgency.ROUTINE, day + timedelta(days=10)),
        events.ReferralAccepted(referral, person, day + timedelta(days=number % 5), day + timedelta(days=180)),
        events.FirstContactMade(referral, person, day + timedelta(days=number % 17), "01"),
        events.ReferralClosed(referral, person, day + timedelta(days=60 + number % 90), "goals-met"),
    )


def appends(start: int, stop: int) -> Iterator[Append]:
    """Journeys from number `start` up to `stop` as they are appended, one stream each."""
    for number in range(start, stop):
        told = journey(number)
        new = [NewEvent(derived_id(stream_id(number), n), *CODEC.encode(event)) for n, event in enumerate(told)]
        yield Append(stream(stream_id(number)), 0, new, told[0].person_ref)
