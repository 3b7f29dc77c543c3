"""What the routes work with: desks for commands, lists for questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand
from chassis.entrylist import EntryList, Listed, follow
from chassis.errors import NotFound
from chassis.eventstore.codec import Codec
from chassis.eventstore.store import EventStore
from chassis.handling import Desk
from chassis.terms import Terms
from services.outcomes.domain.hard_outcome import decisions as hard_outcome
from services.outcomes.domain.hard_outcome.events import HardOutcome
from services.outcomes.domain.plan.commands import PlanCommand
from services.outcomes.domain.plan.decisions import deciding as plan
from services.outcomes.domain.plan.events import PlanEvent
from services.outcomes.domain.plan.state import Plans, stream
from services.outcomes.domain.questionnaire import decisions as questionnaire
from services.outcomes.domain.questionnaire.events import Reading
from services.outcomes.domain.soft_outcome import decisions as soft_outcome
from services.outcomes.domain.soft_outcome.events import SoftOutcome
from services.outcomes.domain.terms import OutcomesTerms
from services.outcomes.domain.training import decisions as training
from services.outcomes.domain.training.events import Training
from services.outcomes.people.words import PlanWords
from services.outcomes.views import caps
from services.outcomes.views import plans as plans_view
from services.outcomes.views.listings import (
    list_hard_outcome,
    list_questionnaire,
    list_soft_outcome,
    list_training,
)


@dataclass(frozen=True, slots=True)
class Desks:
    """Where commands to each kind of aggregate of the service are handled."""

    plans: Desk[PlanCommand, PlanEvent, Plans]
    questionnaires: Desk[EntryCommand[Reading], Any, Entry[Reading]]
    hard_outcomes: Desk[EntryCommand[HardOutcome], Any, Entry[HardOutcome]]
    soft_outcomes: Desk[EntryCommand[SoftOutcome], Any, Entry[SoftOutcome]]
    training: Desk[EntryCommand[Training], Any, Entry[Training]]


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the service that its routes use."""

    desks: Desks
    terms: OutcomesTerms
    entries: EntryList
    plans: plans_view.PlanList
    words: PlanWords

    async def stream_of(self, plan_id: UUID) -> str:
        """Name of the stream in which a plan is; raises `NotFound`."""
        row = await self.plans.plan(plan_id)
        if row is None:
            raise NotFound("plan", plan_id)
        return stream(plan_id, row.referral_id)


def desks(store: EventStore, codec: Codec, terms: Terms[OutcomesTerms], topic: str) -> Desks:
    """The desks of a contract over a log: those of the service's process, and of whoever works without one."""
    own = terms.content

    def desk(decider: Decider[Any, Any, Any], following: Any) -> Desk[Any, Any, Any]:
        return Desk(store, codec, decider, terms_version=terms.version, topic=topic, follow=following)

    return Desks(
        plans=desk(plan.decider(own), plans_view.follow),
        questionnaires=desk(questionnaire.decider(own), follow(questionnaire.kind(own), list_questionnaire)),
        hard_outcomes=desk(hard_outcome.decider(own), caps.follow(hard_outcome.kind(own), list_hard_outcome)),
        soft_outcomes=desk(soft_outcome.decider(own), follow(soft_outcome.kind(own), list_soft_outcome)),
        training=desk(training.decider(own), follow(training.kind(own), list_training)),
    )


def entry_kinds(terms: OutcomesTerms) -> Sequence[Listed[Any]]:
    """Every kind of entry of the service, with how it is listed: what the list is made anew from."""
    return (
        Listed(questionnaire.kind(terms), list_questionnaire),
        Listed(hard_outcome.kind(terms), list_hard_outcome),
        Listed(soft_outcome.kind(terms), list_soft_outcome),
        Listed(training.kind(terms), list_training),
    )
