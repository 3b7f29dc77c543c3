"""Referrals: sent, listed and seen. A referrer sees those of their own organisation, and of each what became of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from chassis import clock
from chassis.errors import NotFound
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import etag, order_of
from chassis.http.requests import Day, Paging
from contracts.roles import Permission
from services.referrals.api.office import Office
from services.referrals.api.sending import receipt
from services.referrals.api.shapes import (
    Code,
    ReferralGiven,
    ReferralInFull,
    ReferralShown,
    ReferralsShown,
    ReferrersPage,
    ReferrersView,
    StepShown,
    flags_shown,
    referrers_view,
    shown,
    shown_state,
)
from services.referrals.domain.decisions.order import day_of_step
from services.referrals.domain.state import Referral, Status, stream
from services.referrals.domain.terms import ReferralTerms, Urgency
from services.referrals.people.reference import sealed
from services.referrals.people.register import registration
from services.referrals.views.referrals import Filters, Work, row_of

Sender = Annotated[Commander, Depends(permit_command(Permission.SEND_REFERRAL))]
Reader = Annotated[Caller, Depends(permit(Permission.READ_REFERRALS, Permission.READ_OWN_REFERRALS))]


class _Asked:
    """Filters of the list, as the query gives them."""

    def __init__(
        self,
        status: Annotated[Status | None, Query()] = None,
        received_from: Annotated[Day | None, Query()] = None,
        received_to: Annotated[Day | None, Query()] = None,
        source: Annotated[Code | None, Query()] = None,
        urgency: Annotated[Urgency | None, Query()] = None,
        worker_id: Annotated[UUID | None, Query()] = None,
        unallocated: Annotated[bool, Query(description="Accepted, without a worker.")] = False,
        programme: Annotated[Code | None, Query()] = None,
        work: Annotated[Work | None, Query(description="A work list: what waits to be done, as of today.")] = None,
        overdue: Annotated[bool, Query(description="Current, with a first contact that was due before today.")] = False,
    ) -> None:
        self.filters = Filters(
            status=status.value if status else None,
            received_from=received_from,
            received_to=received_to,
            source=source,
            urgency=urgency.value if urgency else None,
            worker_id=worker_id,
            unallocated=unallocated,
            overdue_on=clock.today() if overdue else None,
            programme=programme,
            work=work,
            today=clock.today(),
        )


def router(office: Office) -> APIRouter:
    """`POST /referrals`, `GET /referrals`, `GET /referrals/{referral_id}`."""
    routes = APIRouter(prefix="/referrals", tags=["referrals"])

    @routes.post("", status_code=201)
    async def send_referral(given: ReferralGiven, by: Sender, response: Response) -> ReferralShown | ReferrersView:
        """Take a referral down. The same Idempotency-Key again changes nothing and is answered as before."""
        command, person = receipt(given, by, office.key)
        also = registration(command.person_ref, person, command.referral_id, given.needs)
        order = order_of(by, sealed(office.key, also.rows), () if given.received_on else ("received_on", "age"))
        outcome = await office.referrals.handle(stream(command.referral_id), command, order, (also,), fresh=True)
        response.headers.update(etag(outcome.version) | {"Location": f"/referrals/{command.referral_id}"})
        return _seen_by(by.caller, outcome.state)

    @routes.get("")
    async def list_referrals(
        asked: Annotated[_Asked, Depends()], paging: Paging, caller: Reader
    ) -> ReferralsShown | ReferrersPage:
        """Referrals, latest receipt first."""
        if caller.may(Permission.READ_REFERRALS):
            rows, total = await office.listed.page(asked.filters, paging.limit, paging.offset)
            return ReferralsShown(total=total, referrals=[shown(row) for row in rows])
        if caller.organisation is None:
            return ReferrersPage(total=0, referrals=[])
        own = asked.filters.of_organisation(caller.organisation)
        rows, total = await office.listed.page(own, paging.limit, paging.offset)
        return ReferrersPage(total=total, referrals=[referrers_view(row) for row in rows])

    @routes.get("/{referral_id}")
    async def see_referral(referral_id: UUID, caller: Reader, response: Response) -> ReferralInFull | ReferrersView:
        """One referral: as it stands, and for the team everything that happened to it."""
        state, version = await office.referral(referral_id)
        response.headers.update(etag(version))
        if not caller.may(Permission.READ_REFERRALS):
            return _own(caller, state, referral_id)
        custody = caller.may(Permission.READ_CUSTODY)
        timeline = await office.timeline(referral_id, custody=custody)
        return ReferralInFull(
            **shown_state(state).model_dump(),
            version=version,
            timeline=[moment for moment in timeline if moment.version <= version],
            steps=_steps(office.terms, state, custody=custody),
            flagged=flags_shown(state),
        )

    return routes


def _steps(terms: ReferralTerms, state: Referral, *, custody: bool) -> list[StepShown]:
    sites = {each.step: each.site for each in state.steps} if custody else {}
    return [StepShown(step=each.step, on=day_of_step(each, state), site=sites.get(each.step)) for each in terms.steps]


def _seen_by(caller: Caller, state: Referral) -> ReferralShown | ReferrersView:
    if caller.may(Permission.READ_REFERRALS):
        return shown_state(state)
    row = row_of(state)
    assert row is not None  # It was received a moment ago.
    return referrers_view(row)


def _own(caller: Caller, state: Referral, referral_id: UUID) -> ReferrersView:
    """The referrer's view of their own referral; another's is not there."""
    row = row_of(state)
    if row is None or caller.organisation is None or row.referrer_organisation != caller.organisation:
        raise NotFound("referral", referral_id)
    return referrers_view(row)
