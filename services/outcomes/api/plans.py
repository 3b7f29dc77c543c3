"""Support plans: agreed, listed, looked up, corrected and taken back. What happens to one is in `plan_steps`."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis import clock
from chassis.errors import NotFound
from chassis.http.identity import Caller, Commander, NotPermitted, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag
from chassis.http.requests import Day, Paging, or_today
from chassis.ids import derived_id
from contracts.roles import Permission
from services.outcomes.api.office import Office
from services.outcomes.api.plan_counter import PlanCounter
from services.outcomes.api.shapes import (
    Code,
    PlanCorrectionGiven,
    PlanGiven,
    PlanInFull,
    PlanSearch,
    PlansShown,
    PlanWithdrawalGiven,
    PlanWithGoals,
    shown,
)
from services.outcomes.domain.plan import commands
from services.outcomes.domain.plan.state import Status, stream
from services.outcomes.people.words import Words
from services.outcomes.views.plans import PlanFilters

Recorder = Annotated[Commander, Depends(permit_command(Permission.RECORD_OUTCOME))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_OUTCOMES))]


async def _asked(
    status: Annotated[Status | None, Query()] = None,
    agreed_from: Annotated[Day | None, Query()] = None,
    agreed_to: Annotated[Day | None, Query()] = None,
    worker_id: Annotated[UUID | None, Query()] = None,
    referral_id: Annotated[UUID | None, Query()] = None,
    area: Annotated[Code | None, Query(description="Area of life of one of its goals.")] = None,
    overdue: Annotated[bool, Query(description="Open, with a review or an action that was due before today.")] = False,
    excepted: Annotated[bool, Query(description="Agreed under an exception from a rule of the terms.")] = False,
) -> PlanFilters:
    return PlanFilters(
        status=status.value if status else None,
        agreed_from=agreed_from,
        agreed_to=agreed_to,
        worker_id=worker_id,
        area=area,
        overdue_on=clock.today() if overdue else None,
        excepted=excepted,
        referral_id=referral_id,
    )


def router(office: Office) -> APIRouter:
    """`/plans` and `/plans/{plan_id}`."""
    routes = APIRouter(prefix="/plans", tags=["plans"])
    counter = PlanCounter(office)

    @routes.post("", status_code=201)
    async def agree(given: PlanGiven, by: Recorder, response: Response) -> PlanWithGoals:
        """Record a support plan, with its first goals. A referral has one open plan at most."""
        command, words = _agreement(given, by)
        _check_exception(given.exception, None, by)
        name = stream(command.plan_id, command.referral_id)
        response.headers["Location"] = f"/plans/{command.plan_id}"
        unsaid = () if given.agreed_on else ("on",)
        # Alone it has a stream of its own, which is new; a referral's may be there.
        fresh = command.referral_id is None
        return await counter.handle(name, command, by, response, words=words, unsaid=unsaid, fresh=fresh)

    @routes.get("")
    async def list_plans(asked: Annotated[PlanFilters, Depends(_asked)], paging: Paging, _: Reader) -> PlansShown:
        """Plans, the latest agreement first."""
        return await page(asked, paging.limit, paging.offset)

    @routes.post("/search")
    async def search(sought: PlanSearch, _: Reader) -> PlansShown:
        """Plans of a person, or by any of the list's filters."""
        filters = PlanFilters(
            status=sought.status.value if sought.status else None,
            agreed_from=sought.agreed_from,
            agreed_to=sought.agreed_to,
            worker_id=sought.worker_id,
            area=sought.area,
            overdue_on=clock.today() if sought.overdue else None,
            excepted=sought.excepted,
            person_ref=sought.person_ref,
            referral_id=sought.referral_id,
        )
        return await page(filters, sought.limit, sought.offset)

    @routes.get("/{plan_id}")
    async def see(plan_id: UUID, _: Reader, response: Response) -> PlanInFull:
        """One plan with its goals in words, its actions, and everything that happened to it."""
        found = await counter.in_full(plan_id)
        response.headers.update(etag(found.version))
        return found

    @routes.post("/{plan_id}/correct")
    async def correct(
        plan_id: UUID, given: PlanCorrectionGiven, expected: ExpectedVersion, by: Recorder, response: Response
    ) -> PlanWithGoals:
        """Let another account of how the plan was agreed stand. What was recorded is kept."""
        row = await office.plans.plan(plan_id)
        if row is None:
            raise NotFound("plan", plan_id)
        _check_exception(given.exception, row.exception, by)
        command = commands.CorrectPlan(
            plan_id=plan_id,
            on=given.agreed_on,
            together=given.together,
            workers=given.workers,
            reason=given.reason,
            exception=given.exception,
            today=clock.today(),
        )
        return await counter.handle(stream(plan_id, row.referral_id), command, by, response, expected=expected)

    @routes.post("/{plan_id}/withdraw")
    async def withdraw(
        plan_id: UUID, given: PlanWithdrawalGiven, expected: ExpectedVersion, by: Recorder, response: Response
    ) -> PlanWithGoals:
        """Take back a plan that should not have been recorded."""
        command = commands.WithdrawPlan(plan_id=plan_id, reason=given.reason)
        return await counter.change(command, by, response, expected=expected)

    async def page(filters: PlanFilters, limit: int, offset: int) -> PlansShown:
        rows, total = await office.plans.page(filters, limit, offset)
        return PlansShown(total=total, plans=[shown(row) for row in rows])

    return routes


def _agreement(given: PlanGiven, by: Commander) -> tuple[commands.AgreePlan, list[Words]]:
    """The command, and what its goals and actions say in words. All ids follow from the command's."""
    plan_id = derived_id(by.command_id, "plan")
    command = commands.AgreePlan(
        plan_id=plan_id,
        person_ref=given.person_ref,
        on=or_today(given.agreed_on),
        together=given.together,
        workers=given.workers,
        referral_id=given.referral_id,
        exception=given.exception,
        goals=tuple(_goals(given, by.command_id)),
        today=clock.today(),
    )
    words = []
    for goal, said in zip(command.goals, given.goals, strict=True):
        words.append(Words(goal.goal_id, plan_id, given.person_ref, said.words))
        for action, told in zip(goal.actions, said.actions, strict=True):
            words.append(Words(action.action_id, plan_id, given.person_ref, told.words))
    return command, words


def _goals(given: PlanGiven, command_id: UUID) -> Iterator[commands.NewGoal]:
    for number, goal in enumerate(given.goals):
        actions = tuple(
            commands.NewAction(
                action_id=derived_id(command_id, "action", number, place), owner=action.owner, due_by=action.due_by
            )
            for place, action in enumerate(goal.actions)
        )
        yield commands.NewGoal(goal_id=derived_id(command_id, "goal", number), area=goal.area, actions=actions)


def _check_exception(given: str | None, before: str | None, by: Commander) -> None:
    """An exception is granted by one who may; one that stands already may be said again by anyone."""
    if given not in (None, before) and not by.caller.may(Permission.GRANT_EXCEPTION):
        raise NotPermitted("missing-permission", f"An exception asks for `{Permission.GRANT_EXCEPTION}`.")
