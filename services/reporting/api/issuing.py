"""Reports as they were sent: issuing one freezes it, and later it can be read, checked and compared with today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field

from chassis.clock import today
from chassis.errors import NotFound, Refused
from chassis.http.identity import Caller, Commander, NotPermitted, permit, permit_command
from chassis.http.requests import Day, Input
from contracts.roles import Permission
from services.reporting.api.packs import FormAsked, Printing, allowed, answered
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.changes import Moved
from services.reporting.domain.pack.decisions import RebaseReason
from services.reporting.domain.pack.model import Audience, Cell, Pack
from services.reporting.domain.period import month_label, read_period
from services.reporting.views import issued as issued_views
from services.reporting.views.figures import Pool
from services.reporting.views.issued import Issued, Rebased


class ReportAsked(Input):
    """Which report is to be frozen as it is sent."""

    period: Annotated[str, Field(max_length=40, examples=["2025/26-Q2"])]
    audience: Annotated[Audience, Field(examples=["commissioner"])]
    as_at: Annotated[Day | None, Field(description="A day that is over; yesterday if it is left out.")] = None


class ReportOverAllAsked(ReportAsked):
    """The same of a report over all contracts."""

    kind: Annotated[Literal["organisation", "annual-review"], Field(examples=["annual-review"])]


class SourceStood(BaseModel):
    """How far the log of one source was in the figures, and the seal of its log there."""

    source: str
    position: int
    seal: str | None


class IssuedOut(BaseModel):
    """A report as it was sent. `sha256` is that of its frozen form, `seal` holds it to all reports sent before."""

    id: UUID
    kind: str
    scope: str
    period: str
    as_at: date
    audience: str
    issued_at: datetime
    issued_by: str
    sha256: str
    seal: str
    sources: list[SourceStood]


class CellOut(BaseModel):
    """A cell: its value, or by its mark why there is none (c confidential, x not available, z not applicable)."""

    value: int | float | str | date | None
    mark: str


class MovedOut(BaseModel):
    """A figure that is no longer what was sent."""

    table: str
    measure: str
    column: str
    was: CellOut
    now: CellOut
    why: list[str]


class ChangesOut(BaseModel):
    """What became known since a report was sent. An empty list says that it would be the same today."""

    id: UUID
    as_at: date
    compared_as_at: date
    moved: list[MovedOut]


class RebaseGiven(Input):
    """That the limits of a metric's chart are counted anew from a month on, and why."""

    metric: Annotated[str, Field(max_length=64, examples=["referrals-received"])]
    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2025-10"])]
    reason: Annotated[RebaseReason, Field(examples=["service-extended"])]


class RebaseOut(BaseModel):
    """A decision on a chart, and from when on it was undone, if it was."""

    id: UUID
    metric: str
    month: str
    reason: str
    decided_on: date
    decided_by: str
    undone_on: date | None


class Archive(Protocol):
    """Where reports are kept as they were sent, and decisions on charts."""

    async def issue(self, report_id: UUID, pack: Pack, by: str) -> Issued:
        """Freeze a report with what it stood on; again with the same id it gives the first."""
        ...

    async def changes(self, issued: Issued, as_at: date) -> Sequence[Moved]:
        """What of a report would be shown otherwise as at a day, and why."""
        ...

    def thawed(self, issued: Issued) -> Pack:
        """The report as it was sent."""
        ...


@dataclass(frozen=True, slots=True)
class Issuing:
    """What the routes of issuing need: reports, the archive, and the day."""

    printing: Printing
    archive: Archive
    metrics: frozenset[str]
    """Metrics whose charts may be rebased."""


def issuing_routes(pool: Pool, issuing: Issuing, contracts: Mapping[str, str]) -> APIRouter:
    """The routes; `contracts` gives each slug its title."""
    router = APIRouter(tags=["issued reports"])

    @router.post("/contracts/{slug}/reports", status_code=201)
    async def issue_report(
        slug: str,
        asked: ReportAsked,
        by: Annotated[Commander, Depends(permit_command(Permission.ISSUE_REPORT, any_contract=True))],
    ) -> IssuedOut:
        """Freeze a contract's report as it is sent: its figures, definitions, terms, and how far each log was."""
        if slug not in contracts or not by.caller.may(Permission.ISSUE_REPORT, slug):
            raise NotFound("contract", slug)
        period = issuing.printing.read_period(asked.period, slug)
        pack = await issuing.printing.contract(
            slug, period, _over(asked.as_at), allowed(by.caller, slug, asked.audience)
        )
        return issued_out(await issuing.archive.issue(by.command_id, pack, by.caller.subject))

    @router.post("/reports", status_code=201)
    async def issue_report_over_all(
        asked: ReportOverAllAsked,
        by: Annotated[Commander, Depends(permit_command(Permission.ISSUE_REPORT, any_contract=True))],
    ) -> IssuedOut:
        """Freeze the report across contracts, or the annual review, as it is sent."""
        if not all(by.caller.may(Permission.ISSUE_REPORT, slug) for slug in contracts):
            raise NotPermitted("missing-permission", "Asks for `issue-report` in every contract.")
        period, as_at = issuing.printing.read_period(asked.period, None), _over(asked.as_at)
        if asked.kind == "annual-review":
            pack = await issuing.printing.annual_review(period, as_at, asked.audience)
        elif asked.audience is Audience.MANAGEMENT:
            pack = await issuing.printing.organisation(period, as_at, asked.audience)
        else:
            raise Refused(
                "true-values", "a report across contracts shows true values: for management alone", "audience"
            )
        return issued_out(await issuing.archive.issue(by.command_id, pack, by.caller.subject))

    @router.get("/contracts/{slug}/reports")
    async def issued_reports(
        slug: str,
        caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))],
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> list[IssuedOut]:
        """Reports of a contract that were sent, the latest first; who sees no true values sees those for outside."""
        if slug not in contracts or not caller.may(Permission.READ_REPORT, slug):
            raise NotFound("contract", slug)
        found = await issued_views.issued(pool, slug, _audiences(caller, slug), limit, offset)
        return [issued_out(each) for each in found]

    @router.get("/reports/{report_id}")
    async def issued_report(
        report_id: UUID,
        caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))],
        form: FormAsked = None,
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """A report as it was sent, in any form, from what was frozen then."""
        issued = await _readable(pool, report_id, caller)
        return await answered(issuing.archive.thawed(issued), issuing.printing.forms[form or "html"], if_none_match)

    @router.get("/reports/{report_id}/evidence")
    async def evidence(
        report_id: UUID, caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))]
    ) -> IssuedOut:
        """What a report stood on: hash and seal, and the position and seal of every log."""
        return issued_out(await _readable(pool, report_id, caller))

    @router.get("/reports/{report_id}/changes")
    async def changes(
        report_id: UUID,
        caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))],
        as_at: Annotated[date | None, Query(description="Compared with what was known by the end of this day.")] = None,
    ) -> ChangesOut:
        """Changes since a report was sent: which figures moved, and why."""
        issued = await _readable(pool, report_id, caller)
        day = as_at or today()
        found = await issuing.archive.changes(issued, day)
        return ChangesOut(
            id=issued.id, as_at=issued.as_at, compared_as_at=day, moved=[_moved_out(each) for each in found]
        )

    @router.post("/contracts/{slug}/rebases", status_code=201)
    async def rebase(
        slug: str,
        given: RebaseGiven,
        by: Annotated[Commander, Depends(permit_command(Permission.ISSUE_REPORT, any_contract=True))],
    ) -> RebaseOut:
        """Decide that a chart's limits are counted anew from a month on, because of a known cause."""
        if slug not in contracts or not by.caller.may(Permission.ISSUE_REPORT, slug):
            raise NotFound("contract", slug)
        if given.metric not in issuing.metrics:
            raise NotFound("metric", given.metric)
        month = read_period(given.month, today()).first
        if read_period(given.month, today()).starts_on > today():
            raise Refused("in-the-future", "month must not lie after today", "month")
        made = await issued_views.decide_rebase(
            pool, Rebased(by.command_id, slug, given.metric, month, given.reason, today(), by.caller.subject)
        )
        return rebase_out(made)

    @router.post("/contracts/{slug}/rebases/{decision_id}/undo", status_code=201)
    async def undo_rebase(
        slug: str,
        decision_id: UUID,
        by: Annotated[Commander, Depends(permit_command(Permission.ISSUE_REPORT, any_contract=True))],
    ) -> RebaseOut:
        """Undo such a decision from today on; the log keeps both."""
        if slug not in contracts or not by.caller.may(Permission.ISSUE_REPORT, slug):
            raise NotFound("contract", slug)
        made = await issued_views.undo_rebase(pool, by.command_id, slug, decision_id, today(), by.caller.subject)
        if made is None:
            raise NotFound("decision", decision_id)
        return rebase_out(made)

    @router.get("/contracts/{slug}/rebases")
    async def rebases(
        slug: str, caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))]
    ) -> list[RebaseOut]:
        """Every decision on charts of a contract, the earliest first, those undone too."""
        if slug not in contracts or not caller.may(Permission.READ_REPORT, slug):
            raise NotFound("contract", slug)
        return [rebase_out(each) for each in await issued_views.rebases(pool, slug)]

    return router


def _over(as_at: date | None) -> date:
    """A day that is over: what is known by its end does not change any more."""
    yesterday = today() - timedelta(days=1)
    if as_at is not None and as_at > yesterday:
        raise Refused(
            "day-not-over", f"as_at must be {yesterday} or earlier: of a later day more may be known", "as_at"
        )
    return as_at or yesterday


async def _readable(pool: Pool, report_id: UUID, caller: Caller) -> Issued:
    issued = await issued_views.issued_report(pool, report_id)
    if issued is None:
        raise NotFound("report", report_id)
    if issued.scope == ORGANISATION:
        if not caller.may_anywhere(Permission.READ_ALL_REPORTS):
            raise NotFound("report", report_id)
    elif not caller.may(Permission.READ_REPORT, issued.scope):
        raise NotFound("report", report_id)
    elif issued.audience not in _audiences(caller, issued.scope):
        raise NotPermitted("missing-permission", "Asks for `read-true-values` in this contract.")
    return issued


def _audiences(caller: Caller, slug: str) -> Sequence[str]:
    if caller.may(Permission.READ_TRUE_VALUES, slug):
        return tuple(Audience)
    return (Audience.COMMISSIONER, Audience.PUBLIC)


def issued_out(issued: Issued) -> IssuedOut:
    """A report as the list of those sent names it."""
    return IssuedOut(
        id=issued.id,
        kind=issued.kind,
        scope=issued.scope,
        period=issued.period,
        as_at=issued.as_at,
        audience=issued.audience,
        issued_at=issued.issued_at,
        issued_by=issued.issued_by,
        sha256=issued.sha256.hex(),
        seal=issued.seal.hex(),
        sources=[SourceStood.model_validate(each) for each in issued.sources],
    )


def rebase_out(made: Rebased) -> RebaseOut:
    """A decision as it is listed."""
    return RebaseOut(
        id=made.id,
        metric=made.metric,
        month=month_label(made.month),
        reason=made.reason,
        decided_on=made.decided_on,
        decided_by=made.decided_by,
        undone_on=made.undone_on,
    )


def _moved_out(moved: Moved) -> MovedOut:
    def cell(each: Cell) -> CellOut:
        return CellOut(value=each.value, mark=each.mark)

    return MovedOut(
        table=moved.table,
        measure=moved.row,
        column=moved.column,
        was=cell(moved.was),
        now=cell(moved.now),
        why=[str(each) for each in moved.why],
    )
