"""Where the routes for plans are served: commands go to the desk with their words, and plans come back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Response

from chassis.errors import KeyReused, NotFound
from chassis.http.identity import Commander
from chassis.http.orders import etag, order_of
from services.outcomes.api.office import Office
from services.outcomes.api.shapes import Moment, PlanInFull, PlanWithGoals, shown_with_goals
from services.outcomes.domain.plan import commands
from services.outcomes.domain.plan.state import Plan
from services.outcomes.people.words import Words, written

PlanStep = (
    commands.WithdrawPlan
    | commands.SetGoal
    | commands.AgreeAction
    | commands.SettleGoal
    | commands.SettleAction
    | commands.ReviewPlan
    | commands.ClosePlan
)
_ABOUT = ("plan_id", "person_ref")
"""Parts of every event that a timeline need not repeat."""


class PlanCounter:
    """Carries commands out and shows what stands then."""

    def __init__(self, office: Office) -> None:
        self._office, self._desk = office, office.desks.plans

    async def change(
        self,
        command: PlanStep,
        by: Commander,
        response: Response,
        *,
        expected: int | None = None,
        words: Sequence[Words] = (),
        unsaid: Sequence[str] = (),
    ) -> PlanWithGoals:
        """Carries out what is asked of a plan that is there; raises `NotFound` of one that is not."""
        name = await self._office.stream_of(command.plan_id)
        return await self.handle(name, command, by, response, expected=expected, words=words, unsaid=unsaid)

    async def handle(
        self,
        stream: str,
        command: commands.AgreePlan | commands.CorrectPlan | PlanStep,
        by: Commander,
        response: Response,
        *,
        expected: int | None = None,
        words: Sequence[Words] = (),
        unsaid: Sequence[str] = (),
        fresh: bool = False,
    ) -> PlanWithGoals:
        """The plan after a command. The words are no part of it: of a request that comes again they are compared."""
        order = order_of(by, unsaid=unsaid)
        outcome = await self._desk.handle(stream, command, order, written(words), fresh=fresh, expected=expected)
        kept = await self._office.words.of_plan(command.plan_id)
        if outcome.repeated and any(kept.get(each.about_id, each.words) != each.words for each in words):
            raise KeyReused(by.command_id)
        response.headers.update(etag(outcome.version))
        plan = outcome.state.plan(command.plan_id)
        assert plan is not None  # A command on a plan that is not there is refused.
        return shown_with_goals(plan, kept)

    async def plan(self, plan_id: UUID) -> Plan:
        """The plan as it stands; raises `NotFound`."""
        state, _ = await self._desk.state(await self._office.stream_of(plan_id))
        found = state.plan(plan_id)
        if found is None:
            raise NotFound("plan", plan_id)
        return found

    async def in_full(self, plan_id: UUID) -> PlanInFull:
        """The plan with what happened to it; what happened to others of its referral is left out."""
        history = await self._desk.history(await self._office.stream_of(plan_id))
        plan = self._desk.folded([event for _, event in history]).plan(plan_id)
        if plan is None:
            raise NotFound("plan", plan_id)
        words = await self._office.words.of_plan(plan_id)
        timeline = [
            Moment(version=stored.version, event=stored.name, recorded_at=stored.recorded_at, facts=_facts(event))
            for stored, event in history
            if getattr(event, "plan_id", None) == plan_id
        ]
        return PlanInFull(**shown_with_goals(plan, words).model_dump(), version=len(history), timeline=timeline)


def _facts(event: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name not in _ABOUT}
