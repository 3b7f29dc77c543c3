"""Opening a figure over HTTP: its observations, the events behind them by pseudonym, and the trace of each."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from chassis.clock import today
from chassis.errors import Fault, Invalid, NotFound
from chassis.http.identity import Caller, NotPermitted, permit
from chassis.http.requests import Day, Input
from chassis.telemetry.logs import log
from contracts.roles import Permission
from services.reporting.api.answers import FigureOut, figure_out
from services.reporting.domain.metric import ORGANISATION, Metric
from services.reporting.domain.metrics import report
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.metrics.opening import Event, Opened, Taken
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS, pair_scope
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.period import Period, month_label

MOST = 200
"""Records on one page, each with all its events."""
ReadPeriod = Callable[[str, str | None], Period]
"""The period that a text names for a contract, by its own year, or for the organisation; raises `Invalid`."""
_METRICS = {metric.definition.id: metric for metric in CONTRACT_METRICS}
_OF_PAIRS = {PEOPLE_IN_TWO_CONTRACTS.definition.id: PEOPLE_IN_TWO_CONTRACTS}


class FigureAsked(Input):
    """Which figure is taken apart, and which page of its parts is wanted."""

    metric: Annotated[str, Field(max_length=64, examples=["referrals-received"])]
    figure: Annotated[
        str | None,
        Field(max_length=200, description="One figure of the metric by its name; all of them if it is left out."),
    ] = None
    period: Annotated[str, Field(max_length=40, examples=["2025/26-Q1"])]
    as_at: Annotated[Day | None, Field(description="Known by the end of this day; today if it is left out.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="Parts on one page.")] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000, description="Parts before the page.")] = 0


class FigureOfAllAsked(FigureAsked):
    """The same of all contracts together, or of the people of two."""

    contracts: Annotated[
        tuple[str, str] | None,
        Field(description="Two contracts, for people reached by both; of no other metric."),
    ] = None


class ObservationOut(BaseModel):
    """One observation: in which month, of which coded word if there is one, and what number the metric made of it."""

    scope: str
    word: str
    month: str
    number: int


class EventOut(BaseModel):
    """An event behind an observation: in which log, at which place, recorded when, and by which trace."""

    contract: str
    service: str
    record: str
    record_id: UUID
    name: str
    version: int
    position: int
    event_id: UUID
    recorded_at: datetime
    trace_id: str | None


class PartOut(BaseModel):
    """A record of which something was observed. A person is named by reference, which is a pseudonym."""

    kind: str
    id: str
    observations: list[ObservationOut]
    events: list[EventOut]


class OpenedOut(BaseModel):
    """A figure taken apart. `adds_up`: the observations are those that the report reads, and give its figures."""

    metric: str
    scope: str
    period: str
    as_at: date
    figures: list[FigureOut]
    adds_up: bool
    total: int
    parts: list[PartOut]


class Opens(Protocol):
    """What takes figures apart."""

    async def take_apart(
        self, metric: Metric, scope: str, asked: Asked, figure: str | None, limit: int, offset: int
    ) -> Taken:
        """The figures, their parts and the events behind a page of them; raises `Invalid` for an unknown figure."""
        ...


def opening_routes(opens: Opens, contracts: Mapping[str, str], read_period: ReadPeriod) -> APIRouter:
    """The routes; `contracts` gives each slug its title."""
    router = APIRouter(tags=["opening"])

    async def opened(
        metrics: Mapping[str, Metric], scope: str, period: Period, asked: FigureAsked, caller: Caller
    ) -> OpenedOut:
        metric = metrics.get(asked.metric)
        if metric is None:
            raise _invalid("metric", "is none that GET /metrics lists for what is asked", "unknown-metric")
        wanted = report.ask(period, asked.as_at or today(), today())
        taken = await opens.take_apart(metric, scope, wanted, asked.figure, asked.limit, asked.offset)
        log("figure.opened", actor=caller.subject, contract=scope, metric=asked.metric, period=wanted.period.label)
        return OpenedOut(
            metric=asked.metric,
            scope=scope,
            period=wanted.period.label,
            as_at=wanted.as_at,
            figures=[figure_out(each) for each in taken.figures],
            adds_up=taken.adds_up,
            total=taken.total,
            parts=[_part(part, events) for part, events in taken.parts],
        )

    @router.post("/contracts/{slug}/figures/open")
    async def open_figure(
        slug: str,
        asked: FigureAsked,
        caller: Annotated[Caller, Depends(permit(Permission.OPEN_FIGURES, any_contract=True))],
    ) -> OpenedOut:
        """Take a contract's figure apart into records, observations, events and traces."""
        if slug not in contracts or not caller.may(Permission.OPEN_FIGURES, slug):
            raise NotFound("contract", slug)
        return await opened(_METRICS, slug, read_period(asked.period, slug), asked, caller)

    @router.post("/figures/open")
    async def open_figure_of_all(
        asked: FigureOfAllAsked,
        caller: Annotated[Caller, Depends(permit(Permission.OPEN_FIGURES, any_contract=True))],
    ) -> OpenedOut:
        """Take a figure of all contracts together apart, or one of two, for who may open those of each."""
        if not all(caller.may(Permission.OPEN_FIGURES, slug) for slug in contracts):
            raise NotPermitted("missing-permission", "Asks for `open-figures` in every contract.")
        period = read_period(asked.period, None)
        if asked.contracts is None:
            return await opened(_METRICS, ORGANISATION, period, asked, caller)
        one, other = asked.contracts
        if one == other or not {one, other} <= contracts.keys():
            raise _invalid("contracts", "must be two contracts that there are", "unknown-contract")
        return await opened(_OF_PAIRS, pair_scope(one, other), period, asked, caller)

    return router


def _invalid(field: str, rule: str, code: str) -> Invalid:
    return Invalid((Fault(field, rule, code),))


def _part(part: Opened, events: Sequence[Event]) -> PartOut:
    return PartOut(
        kind=part.kind,
        id=part.id,
        observations=[
            ObservationOut(
                scope=scope.partition("/")[0], word=scope.partition("/")[2], month=month_label(month), number=number
            )
            for scope, month, number in part.observations
        ],
        events=[
            EventOut(
                contract=each.contract,
                service=each.service,
                record=each.kind,
                record_id=each.record_id,
                name=each.name,
                version=each.version,
                position=each.position,
                event_id=each.event_id,
                recorded_at=each.recorded_at,
                trace_id=each.trace_id,
            )
            for each in events
        ],
    )
