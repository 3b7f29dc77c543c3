"""People reached: distinct people with a qualifying event, for each contract and over all of them once."""

from collections.abc import Sequence
from datetime import date

from services.reporting.domain.metric import Definition, Direction, Figure, Metric, Tally, Unit
from services.reporting.domain.metrics.distinct import distinct_in, whoever
from services.reporting.domain.period import Period
from services.reporting.domain.records.activity import CONTACT, INSTANCE_OUTCOME, PERSON_OUTCOME, PLAN, SOFT_OUTCOME
from services.reporting.domain.records.gathering import PRESENCE
from services.reporting.domain.records.journey import FIRST_CONTACT

QUALIFYING = frozenset({FIRST_CONTACT, CONTACT, PRESENCE, PLAN, PERSON_OUTCOME, INSTANCE_OUTCOME, SOFT_OUTCOME})
"""What makes somebody a person worked with. A referral alone does not, nor does training."""


def _read(tally: Tally, period: Period, _until: date) -> Sequence[Figure]:
    return (Figure("people reached", Unit.PEOPLE, distinct_in(tally, period)),)


PEOPLE_REACHED = Metric(
    definition=Definition(
        id="people-reached",
        title="People reached (worked with)",
        numerator="distinct people with a qualifying event in the period. Qualifying is the first attended contact of "
        "a referral, any attended contact by any channel, presence by name at a session that was held, a support plan "
        "agreed, a hard or a soft outcome. A person of several contracts counts once in each and once in their total, "
        "so contracts do not add up to the total. Whoever is known by first name only, or was counted, is no person "
        "here",
        denominator=None,
        unit=Unit.PEOPLE,
        clock="day of the qualifying event",
        direction=Direction.INCREASE,
        version=2,
        valid_from=date(2022, 4, 1),
    ),
    read=_read,
    of_person=whoever(QUALIFYING),
    kinds=QUALIFYING,
    once=True,
)
