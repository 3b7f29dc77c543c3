"""The list of metrics: whatever stands here is kept, reported and explained."""

from services.reporting.domain.metric import Metric, Observers, PersonObservers
from services.reporting.domain.metrics.acceptance import ACCEPTANCE
from services.reporting.domain.metrics.all_outcomes import ALL_OUTCOMES
from services.reporting.domain.metrics.attendance_rate import ATTENDANCE_RATE
from services.reporting.domain.metrics.attendances import ATTENDANCES
from services.reporting.domain.metrics.attendances_by_programme import ATTENDANCES_BY_PROGRAMME
from services.reporting.domain.metrics.calls_and_texts import CALLS_AND_TEXTS
from services.reporting.domain.metrics.caseload import CASELOAD
from services.reporting.domain.metrics.characteristics import CHARACTERISTICS_OF_PEOPLE
from services.reporting.domain.metrics.completeness import COMPLETENESS
from services.reporting.domain.metrics.contacts import CONTACTS
from services.reporting.domain.metrics.contacts_by_channel import CONTACTS_BY_CHANNEL
from services.reporting.domain.metrics.corrections import CORRECTIONS
from services.reporting.domain.metrics.days_to_care_in_place import DAYS_TO_CARE_IN_PLACE, STILL_WAITING_CARE_IN_PLACE
from services.reporting.domain.metrics.days_to_first_contact import DAYS_TO_FIRST_CONTACT
from services.reporting.domain.metrics.days_to_first_session import DAYS_TO_FIRST_SESSION, STILL_WAITING_FIRST_SESSION
from services.reporting.domain.metrics.days_to_plan import DAYS_TO_PLAN, STILL_WAITING_PLAN
from services.reporting.domain.metrics.days_to_recording import DAYS_TO_RECORDING
from services.reporting.domain.metrics.days_to_second_contact import (
    DAYS_TO_SECOND_CONTACT,
    STILL_WAITING_SECOND_CONTACT,
)
from services.reporting.domain.metrics.did_not_attend import DID_NOT_ATTEND
from services.reporting.domain.metrics.distance_travelled import DISTANCE_TRAVELLED
from services.reporting.domain.metrics.duplicates import DUPLICATES
from services.reporting.domain.metrics.engagements import ENGAGEMENTS
from services.reporting.domain.metrics.first_contact_in_time import FIRST_CONTACT_IN_TIME
from services.reporting.domain.metrics.first_sessions import FIRST_SESSIONS
from services.reporting.domain.metrics.five_ways import FIVE_WAYS
from services.reporting.domain.metrics.five_ways_people import FIVE_WAYS_PEOPLE
from services.reporting.domain.metrics.funnel import FUNNEL
from services.reporting.domain.metrics.grants import GRANTS
from services.reporting.domain.metrics.group_size import GROUP_SIZE
from services.reporting.domain.metrics.hard_outcomes import HARD_OUTCOMES
from services.reporting.domain.metrics.length_of_support import LENGTH_OF_SUPPORT
from services.reporting.domain.metrics.new_and_carried_forward import NEW_AND_CARRIED_FORWARD
from services.reporting.domain.metrics.offered_in_three_weeks import OFFERED_IN_THREE_WEEKS
from services.reporting.domain.metrics.open_referrals import OPEN_REFERRALS
from services.reporting.domain.metrics.open_time import OPEN_TIME
from services.reporting.domain.metrics.people_attending import PEOPLE_ATTENDING
from services.reporting.domain.metrics.people_by_programme import PEOPLE_BY_PROGRAMME
from services.reporting.domain.metrics.people_discharged import PEOPLE_DISCHARGED
from services.reporting.domain.metrics.people_in_training import PEOPLE_IN_TRAINING
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.metrics.people_referred import PEOPLE_REFERRED
from services.reporting.domain.metrics.plans_agreed import PLANS_AGREED
from services.reporting.domain.metrics.process_exceptions import PROCESS_EXCEPTIONS
from services.reporting.domain.metrics.re_referrals import RE_REFERRALS
from services.reporting.domain.metrics.referrals_by_route import REFERRALS_BY_ROUTE
from services.reporting.domain.metrics.referrals_by_source import REFERRALS_BY_SOURCE
from services.reporting.domain.metrics.referrals_by_urgency import REFERRALS_BY_URGENCY
from services.reporting.domain.metrics.referrals_closed import REFERRALS_CLOSED
from services.reporting.domain.metrics.referrals_declined import REFERRALS_DECLINED
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.metrics.referrals_withdrawn import REFERRALS_WITHDRAWN
from services.reporting.domain.metrics.sessions_by_activity import SESSIONS_BY_ACTIVITY
from services.reporting.domain.metrics.sessions_by_programme import SESSIONS_BY_PROGRAMME
from services.reporting.domain.metrics.sessions_cancelled import SESSIONS_CANCELLED
from services.reporting.domain.metrics.sessions_held import SESSIONS_HELD
from services.reporting.domain.metrics.signpostings import SIGNPOSTINGS
from services.reporting.domain.metrics.soft_outcomes import SOFT_OUTCOMES
from services.reporting.domain.metrics.staff_activities import STAFF_ACTIVITIES
from services.reporting.domain.metrics.still_waiting import STILL_WAITING
from services.reporting.domain.metrics.support_past_its_end import SUPPORT_PAST_ITS_END
from services.reporting.domain.metrics.three_absences import THREE_ABSENCES
from services.reporting.domain.metrics.volunteer_hours import VOLUNTEER_HOURS
from services.reporting.domain.metrics.volunteer_hours_by_activity import VOLUNTEER_HOURS_BY_ACTIVITY
from services.reporting.domain.metrics.waiting_list import WAITING_LIST
from services.reporting.domain.metrics.waiting_list_leavers import WAITING_LIST_LEAVERS
from services.reporting.domain.records.activity import Activity
from services.reporting.domain.records.gathering import Gathering
from services.reporting.domain.records.journey import Journey

CONTRACT_METRICS: tuple[Metric, ...] = (
    REFERRALS_RECEIVED,
    REFERRALS_BY_SOURCE,
    REFERRALS_BY_ROUTE,
    REFERRALS_BY_URGENCY,
    PEOPLE_REFERRED,
    ACCEPTANCE,
    FUNNEL,
    REFERRALS_DECLINED,
    REFERRALS_WITHDRAWN,
    OFFERED_IN_THREE_WEEKS,
    DAYS_TO_FIRST_CONTACT,
    FIRST_CONTACT_IN_TIME,
    STILL_WAITING,
    DAYS_TO_FIRST_SESSION,
    STILL_WAITING_FIRST_SESSION,
    DAYS_TO_PLAN,
    STILL_WAITING_PLAN,
    DAYS_TO_SECOND_CONTACT,
    STILL_WAITING_SECOND_CONTACT,
    DAYS_TO_CARE_IN_PLACE,
    STILL_WAITING_CARE_IN_PLACE,
    WAITING_LIST,
    WAITING_LIST_LEAVERS,
    OPEN_REFERRALS,
    CASELOAD,
    NEW_AND_CARRIED_FORWARD,
    RE_REFERRALS,
    REFERRALS_CLOSED,
    PEOPLE_DISCHARGED,
    LENGTH_OF_SUPPORT,
    OPEN_TIME,
    SUPPORT_PAST_ITS_END,
    PLANS_AGREED,
    PEOPLE_REACHED,
    PEOPLE_BY_PROGRAMME,
    CHARACTERISTICS_OF_PEOPLE,
    ENGAGEMENTS,
    SESSIONS_HELD,
    SESSIONS_BY_PROGRAMME,
    SESSIONS_BY_ACTIVITY,
    SESSIONS_CANCELLED,
    ATTENDANCES,
    ATTENDANCES_BY_PROGRAMME,
    GROUP_SIZE,
    PEOPLE_ATTENDING,
    FIRST_SESSIONS,
    ATTENDANCE_RATE,
    CONTACTS,
    CONTACTS_BY_CHANNEL,
    DID_NOT_ATTEND,
    CALLS_AND_TEXTS,
    SIGNPOSTINGS,
    VOLUNTEER_HOURS,
    VOLUNTEER_HOURS_BY_ACTIVITY,
    STAFF_ACTIVITIES,
    GRANTS,
    HARD_OUTCOMES,
    SOFT_OUTCOMES,
    ALL_OUTCOMES,
    DISTANCE_TRAVELLED,
    PEOPLE_IN_TRAINING,
    FIVE_WAYS,
    FIVE_WAYS_PEOPLE,
    PROCESS_EXCEPTIONS,
    THREE_ABSENCES,
    DAYS_TO_RECORDING,
    COMPLETENESS,
    CORRECTIONS,
    DUPLICATES,
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
    (each.definition.id, each.of_person, each.kinds, each.by_day) for each in METRICS if each.of_person
)
STOCKS = tuple(each.definition.id for each in METRICS if each.stock)
"""Ids of what is counted at the end of a period, from all that ever came and went."""
