"""What happens to a plan, one route each: goals and actions added and settled, reviews, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from chassis import clock
from chassis.http.identity import Commander, permit_command
from chassis.http.orders import ExpectedVersion
from chassis.http.requests import or_today
from chassis.ids import derived_id
from contracts.roles import Permission
from services.outcomes.api.office import Office
from services.outcomes.api.plan_counter import PlanCounter, PlanStep
from services.outcomes.api.shapes import (
    ActionAdded,
    ActionSettledGiven,
    ClosingGiven,
    GoalAdded,
    GoalSettledGiven,
    PlanWithGoals,
    ReviewGiven,
    StepGiven,
)
from services.outcomes.domain.plan import commands
from services.outcomes.people.words import Words

Recorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_OUTCOME))]


@dataclass(frozen=True, slots=True)
class Asked:
    """What every step's request carries beside its body."""

    plan_id: UUID
    expected: int | None
    response: Response


async def _asked(plan_id: UUID, expected: ExpectedVersion, response: Response) -> Asked:
    # A coroutine: FastAPI would make an instance of the class itself in a thread, at the price of a small request.
    return Asked(plan_id, expected, response)


Asking = Annotated[Asked, Depends(_asked)]


def router(office: Office) -> APIRouter:
    """`POST /plans/{plan_id}/<step>`. Each answers with the plan as it stands then."""
    routes = APIRouter(prefix="/plans/{plan_id}", tags=["plans"])
    counter = PlanCounter(office)

    async def take(
        asked: Asked, given: StepGiven, command: PlanStep, by: Commander, words: Sequence[Words] = ()
    ) -> PlanWithGoals:
        unsaid = () if given.on else ("on",)
        return await counter.change(command, by, asked.response, expected=asked.expected, words=words, unsaid=unsaid)

    async def person_of(plan_id: UUID) -> str:
        return (await counter.plan(plan_id)).told.person_ref

    @routes.post("/goals", status_code=201)
    async def set_goal(given: GoalAdded, asked: Asking, by: Recorder) -> PlanWithGoals:
        """Add a goal to the plan."""
        command = commands.SetGoal(
            plan_id=asked.plan_id,
            goal_id=derived_id(by.command_id, "goal"),
            area=given.area,
            on=or_today(given.on),
            today=clock.today(),
        )
        words = Words(command.goal_id, asked.plan_id, await person_of(asked.plan_id), given.words)
        return await take(asked, given, command, by, (words,))

    @routes.post("/actions", status_code=201)
    async def agree_action(given: ActionAdded, asked: Asking, by: Recorder) -> PlanWithGoals:
        """Add a step towards one of the plan's goals."""
        command = commands.AgreeAction(
            plan_id=asked.plan_id,
            action_id=derived_id(by.command_id, "action"),
            goal_id=given.goal_id,
            owner=given.owner,
            on=or_today(given.on),
            due_by=given.due_by,
            today=clock.today(),
        )
        words = Words(command.action_id, asked.plan_id, await person_of(asked.plan_id), given.words)
        return await take(asked, given, command, by, (words,))

    @routes.post("/goals/{goal_id}/settle")
    async def settle_goal(goal_id: UUID, given: GoalSettledGiven, asked: Asking, by: Recorder) -> PlanWithGoals:
        """Say what became of a goal. Said again otherwise, the later word stands."""
        command = commands.SettleGoal(
            plan_id=asked.plan_id, goal_id=goal_id, result=given.result, on=or_today(given.on), today=clock.today()
        )
        return await take(asked, given, command, by)

    @routes.post("/actions/{action_id}/settle")
    async def settle_action(action_id: UUID, given: ActionSettledGiven, asked: Asking, by: Recorder) -> PlanWithGoals:
        """Say what became of an action. Said again otherwise, the later word stands."""
        command = commands.SettleAction(
            plan_id=asked.plan_id,
            action_id=action_id,
            result=given.result,
            on=or_today(given.on),
            today=clock.today(),
        )
        return await take(asked, given, command, by)

    @routes.post("/review")
    async def review(given: ReviewGiven, asked: Asking, by: Recorder) -> PlanWithGoals:
        """The plan was looked at again, and when it will be next."""
        command = commands.ReviewPlan(
            plan_id=asked.plan_id, on=or_today(given.on), review_by=given.review_by, today=clock.today()
        )
        return await take(asked, given, command, by)

    @routes.post("/close")
    async def close(given: ClosingGiven, asked: Asking, by: Recorder) -> PlanWithGoals:
        """The plan ends. Actions that are not settled stay visible as not done."""
        command = commands.ClosePlan(
            plan_id=asked.plan_id, on=or_today(given.on), reason=given.reason, today=clock.today()
        )
        return await take(asked, given, command, by)

    return routes
