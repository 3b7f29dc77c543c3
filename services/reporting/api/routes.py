"""The routes: a contract's report and the organisation's, definitions, and how far the figures have come."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter, Depends, Header, Query

from chassis.clock import today
from chassis.errors import NotFound
from chassis.http.identity import Caller, NotPermitted, permit
from contracts.roles import Permission
from services.reporting.api.answers import (
    ContractOut,
    DefinitionOut,
    LagOut,
    OrganisationReportOut,
    ReportOut,
    definition_out,
    lag_out,
    measures_out,
    people_out,
    period_out,
)
from services.reporting.api.packs import AsAt, PeriodAsked, usual_day
from services.reporting.api.tidy import csv_answer
from services.reporting.domain.metrics import report
from services.reporting.domain.metrics.report import Asked, Shown
from services.reporting.domain.pack.model import Audience
from services.reporting.domain.period import Period
from services.reporting.views import figures, sources
from services.reporting.views.figures import Pool

Format = Annotated[Literal["json", "csv"] | None, Query(description="Form of the answer; else the Accept header says.")]
Accept = Annotated[str, Header()]
_CSV = {200: {"content": {"text/csv": {}}, "description": "The report as JSON, or as one tidy table in CSV."}}


class Showing(Protocol):
    """How periods are read and figures shown, by the terms of the contracts."""

    def read_period(self, text: str, slug: str | None) -> Period:
        """The period that a text names, for a contract or for the organisation; raises `Invalid`."""
        ...

    async def protected(self, slug: str, asked: Asked) -> Shown:
        """How a contract's figures as known by a day are shown outside the team; raises `Invalid` for a period that is
        for readers inside."""
        ...

    def commissioner_profile(self, slug: str) -> str:
        """Name of the profile under which a contract's figures are shown outside the team."""
        ...


def routes(pool: Pool, contracts: Mapping[str, str], showing: Showing) -> APIRouter:
    """The routes of reporting over the figures in `pool`; `contracts` gives each slug its title."""
    router = APIRouter(tags=["reports"])
    slugs = sorted(contracts)

    async def read(asked: Asked, scopes: Sequence[str]) -> report.Tallies:
        ids = [definition.id for definition in report.definitions()]
        return await figures.tallies_of(pool, ids, scopes, asked.period, asked.as_at)

    @router.get("/contracts/{slug}/report", responses=_CSV)  # type: ignore[arg-type]
    async def contract_report(
        slug: str,
        period: PeriodAsked,
        caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))],
        as_at: AsAt = None,
        format: Format = None,
        accept: Accept = "",
    ) -> ReportOut:
        """The report of one contract, small numbers hidden from readers outside the team."""
        if slug not in contracts or not caller.may(Permission.READ_REPORT, slug):
            raise NotFound("contract", slug)
        true = caller.may(Permission.READ_TRUE_VALUES, slug)
        usual = usual_day(Audience.TEAM if true else Audience.COMMISSIONER)
        asked = report.ask(showing.read_period(period, slug), as_at or usual, today())
        shown = report.as_it_is if true else await showing.protected(slug, asked)
        measures = report.contract_measures(slug, await read(asked, [slug]), asked, shown)
        if _wants_csv(format, accept):
            return csv_answer(slug, asked, measures)  # type: ignore[return-value]
        return ReportOut(
            contract=ContractOut(slug=slug, title=contracts[slug]),
            period=period_out(asked),
            as_at=asked.as_at,
            disclosure="none" if true else showing.commissioner_profile(slug),
            measures=measures_out(measures),
        )

    @router.get("/report", responses=_CSV)  # type: ignore[arg-type]
    async def organisation_report(
        period: PeriodAsked,
        caller: Annotated[Caller, Depends(permit(Permission.READ_ALL_REPORTS, any_contract=True))],
        as_at: AsAt = None,
        format: Format = None,
        accept: Accept = "",
    ) -> OrganisationReportOut:
        """The report of all contracts together, for who may read the report of every one."""
        if not all(caller.may(Permission.READ_ALL_REPORTS, slug) for slug in slugs):
            raise NotPermitted("missing-permission", "Asks for `read-all-reports` in every contract.")
        asked = report.ask(showing.read_period(period, None), as_at or today(), today())
        found = await read(asked, report.scopes(slugs))
        measures = report.organisation_measures(slugs, found, asked)
        if _wants_csv(format, accept):
            return csv_answer("all-contracts", asked, measures)  # type: ignore[return-value]
        return OrganisationReportOut(
            contracts=[ContractOut(slug=slug, title=contracts[slug]) for slug in slugs],
            period=period_out(asked),
            as_at=asked.as_at,
            measures=measures_out(measures),
            people=people_out(report.people(slugs, found, asked)),
        )

    @router.get("/metrics", dependencies=[Depends(permit(Permission.READ_METRICS, any_contract=True))])
    async def metrics() -> list[DefinitionOut]:
        """The definition of every metric."""
        return [definition_out(definition) for definition in report.definitions()]

    @router.get("/lag", dependencies=[Depends(permit(Permission.WATCH, any_contract=True))])
    async def lag() -> LagOut:
        """How far each source is in the figures, with its holes and what is parked."""
        return lag_out(await sources.sources(pool), await sources.parked(pool))

    return router


def _wants_csv(format: str | None, accept: str) -> bool:
    return format == "csv" or (format is None and "text/csv" in accept)
