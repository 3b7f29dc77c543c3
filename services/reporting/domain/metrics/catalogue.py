"""The list of metrics: whatever stands here is kept, reported and explained."""

from services.reporting.domain.metric import JourneyMetric, Metric, PersonMetric
from services.reporting.domain.metrics.acceptance import ACCEPTANCE
from services.reporting.domain.metrics.days_to_first_contact import DAYS_TO_FIRST_CONTACT
from services.reporting.domain.metrics.first_contact_in_time import FIRST_CONTACT_IN_TIME
from services.reporting.domain.metrics.open_referrals import OPEN_REFERRALS
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.metrics.still_waiting import STILL_WAITING

JOURNEY_METRICS: tuple[JourneyMetric, ...] = (
    REFERRALS_RECEIVED,
    ACCEPTANCE,
    DAYS_TO_FIRST_CONTACT,
    FIRST_CONTACT_IN_TIME,
    STILL_WAITING,
    OPEN_REFERRALS,
)
PERSON_METRICS: tuple[PersonMetric, ...] = (PEOPLE_REACHED, PEOPLE_IN_TWO_CONTRACTS)
METRICS: tuple[Metric, ...] = (*JOURNEY_METRICS, *PERSON_METRICS)
CONTRACT_METRICS: tuple[Metric, ...] = (*JOURNEY_METRICS, PEOPLE_REACHED)
"""What a report of one contract says."""
