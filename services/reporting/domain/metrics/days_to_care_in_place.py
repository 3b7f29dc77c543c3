"""Waits until care is in place, the national measure of adult community mental health care (clock E)."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.metric import Unit
from services.reporting.domain.metrics.waits import Clock, Waited, metrics_of, waited
from services.reporting.domain.records.activity import PLAN, QUESTIONNAIRE, READING
from services.reporting.domain.records.journey import ASSESSED, SPELL
from services.reporting.domain.records.story import OF_SESSIONS, Story, first

SPELL_GAP_DAYS = 5
"""A referral that opens within so many days of the end of those before it belongs to the same spell, for this clock."""


def _waits(story: Story) -> Iterable[Waited]:
    for spell in story.merged(SPELL_GAP_DAYS):
        since, until = spell.opened_on, spell.closed_on or date.max
        parts = (
            first(story.assessments, since, until),
            first(story.plans, since, until),
            first(story.questionnaires, since, until),
            story.first_session(since, until),
        )
        days = [day for day in parts if day is not None]
        yield waited(since, (spell,), max(days) if len(days) == len(parts) else None)


DAYS_TO_CARE_IN_PLACE, STILL_WAITING_CARE_IN_PLACE = metrics_of(
    Clock(
        id="care-in-place",
        titles=("Days until care is in place", "Still waiting for care to be in place at the end of the period"),
        start="the first day of the referral spell",
        stop="the day by which all four are there, each in any order since the spell began: an assessment (triage of "
        "needs and risk), a support plan, a questionnaire as baseline, and an intervention (a first session)",
        method="spells of a person in the contract that overlap are one, as is one that begins within "
        f"{SPELL_GAP_DAYS} days after the end of those before it. A session is as for days to first session",
        unit=Unit.SPELLS,
        waits=_waits,
        kinds=OF_SESSIONS | {SPELL, ASSESSED, PLAN, READING, QUESTIONNAIRE},
    )
)
