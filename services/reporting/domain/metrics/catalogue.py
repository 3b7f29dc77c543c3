"""The list of metrics: whatever stands here is kept, reported and explained."""

from services.reporting.domain.metric import Metric, Observers, PersonObservers
from services.reporting.domain.metrics.acceptance import ACCEPTANCE
from services.reporting.domain.metrics.all_outcomes import ALL_OUTCOMES
from services.reporting.domain.metrics.attendance_rate import ATTENDANCE_RATE
from services.reporting.domain.metrics.attendances import ATTENDANCES
from services.reporting.domain.metrics.calls_and_texts import CALLS_AND_TEXTS
from services.reporting.domain.metrics.contacts import CONTACTS
from services.reporting.domain.metrics.days_to_first_contact import DAYS_TO_FIRST_CONTACT
from services.reporting.domain.metrics.did_not_attend import DID_NOT_ATTEND
from services.reporting.domain.metrics.engagements import ENGAGEMENTS
from services.reporting.domain.metrics.first_contact_in_time import FIRST_CONTACT_IN_TIME
from services.reporting.domain.metrics.five_ways import FIVE_WAYS
from services.reporting.domain.metrics.five_ways_people import FIVE_WAYS_PEOPLE
from services.reporting.domain.metrics.hard_outcomes import HARD_OUTCOMES
from services.reporting.domain.metrics.open_referrals import OPEN_REFERRALS
from services.reporting.domain.metrics.people_attending import PEOPLE_ATTENDING
from services.reporting.domain.metrics.people_in_training import PEOPLE_IN_TRAINING
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.metrics.people_referred import PEOPLE_REFERRED
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.metrics.sessions_held import SESSIONS_HELD
from services.reporting.domain.metrics.signpostings import SIGNPOSTINGS
from services.reporting.domain.metrics.soft_outcomes import SOFT_OUTCOMES
from services.reporting.domain.metrics.staff_activities import STAFF_ACTIVITIES
from services.reporting.domain.metrics.still_waiting import STILL_WAITING
from services.reporting.domain.metrics.volunteer_hours import VOLUNTEER_HOURS
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey

CONTRACT_METRICS: tuple[Metric, ...] = (
    REFERRALS_RECEIVED,
    PEOPLE_REFERRED,
    ACCEPTANCE,
    DAYS_TO_FIRST_CONTACT,
    FIRST_CONTACT_IN_TIME,
    STILL_WAITING,
    OPEN_REFERRALS,
    PEOPLE_REACHED,
    ENGAGEMENTS,
    SESSIONS_HELD,
    ATTENDANCES,
    PEOPLE_ATTENDING,
    ATTENDANCE_RATE,
    CONTACTS,
    DID_NOT_ATTEND,
    CALLS_AND_TEXTS,
    SIGNPOSTINGS,
    VOLUNTEER_HOURS,
    STAFF_ACTIVITIES,
    HARD_OUTCOMES,
    SOFT_OUTCOMES,
    ALL_OUTCOMES,
    PEOPLE_IN_TRAINING,
    FIVE_WAYS,
    FIVE_WAYS_PEOPLE,
)
"""What a report of one contract says, in its order."""
METRICS: tuple[Metric, ...] = (*CONTRACT_METRICS, PEOPLE_IN_TWO_CONTRACTS)

OF_JOURNEYS: Observers[Journey] = tuple((each.definition.id, each.of_journey) for each in METRICS if each.of_journey)
OF_ACTIVITIES: Observers[Activity] = tuple(
    (each.definition.id, each.of_activity) for each in METRICS if each.of_activity
)
OF_GATHERINGS: Observers[Gathering] = tuple(
    (each.definition.id, each.of_gathering) for each in METRICS if each.of_gathering
)
OF_PEOPLE: PersonObservers = tuple(
    (each.definition.id, each.of_person, each.kinds) for each in METRICS if each.of_person
)
