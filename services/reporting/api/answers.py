"""The form of the answers, and how figures become answers."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from services.reporting.domain.metric import Definition, Figure, Unit
from services.reporting.domain.metrics.report import Asked, Measure, People
from services.reporting.views.sources import Source, Waiting

HIDDEN: Literal["*"] = "*"
Number = int | float | Literal["*"] | None
"""A value; `*` hides a small number; nothing where there is none, as a share of none."""


class FigureOut(BaseModel):
    """One number. A share is printed with both its counts, days with how many had one (`of`)."""

    name: str
    unit: str
    value: Number
    numerator: Number = None
    denominator: Number = None
    of: Number = None


class DefinitionOut(BaseModel):
    """What a figure means. A change of meaning is a new version."""

    id: str
    title: str
    numerator: str
    denominator: str | None
    unit: str
    clock: str
    direction: str
    version: int
    valid_from: date
    method: str | None


class MeasureOut(BaseModel):
    """Figures and the definition they were made by."""

    definition: DefinitionOut
    figures: list[FigureOut]


class PeriodOut(BaseModel):
    """Whole months, both ends included; `complete` is whether it was over by the day of knowledge."""

    label: str
    starts_on: date
    ends_on: date
    complete: bool


class ContractOut(BaseModel):
    """A commissioned contract."""

    slug: str
    title: str


class ReportOut(BaseModel):
    """The figures of one contract in a period, as they were known by the end of a day."""

    contract: ContractOut
    period: PeriodOut
    as_at: date
    disclosure: str
    """How small numbers are treated: the name of a profile, as `hes`, which hides 1 to 7 and rounds other counts to 5;
    `none` shows true values."""
    measures: list[MeasureOut]


class OverlapOut(BaseModel):
    """People reached by two contracts in the period."""

    contracts: tuple[str, str]
    people: int


class PeopleOut(BaseModel):
    """People reached by each contract and by all of them once; contracts do not add up where they overlap."""

    by_contract: dict[str, int]
    sum_of_contracts: int
    once: int
    overlaps: list[OverlapOut]


class OrganisationReportOut(BaseModel):
    """The figures of all contracts together: referrals add up, people are counted once. True values."""

    contracts: list[ContractOut]
    period: PeriodOut
    as_at: date
    measures: list[MeasureOut]
    people: PeopleOut


class SourceOut(BaseModel):
    """How far one source is in the figures. `missing` are positions named as predecessors that never came."""

    source: str
    position: int = 0
    recorded_at: datetime | None = None
    seconds: float | None = None
    missing: list[int] = []
    hole_since: datetime | None = None
    parked: dict[str, int] = {}


class LagOut(BaseModel):
    """Whether the figures are whole, and how far each source is in them."""

    whole: bool
    sources: list[SourceOut]


def period_out(asked: Asked) -> PeriodOut:
    """The period of a report."""
    period = asked.period
    return PeriodOut(label=period.label, starts_on=period.starts_on, ends_on=period.ends_on, complete=asked.complete)


def measures_out(measures: Sequence[Measure]) -> list[MeasureOut]:
    """Measures with their definitions, in their order."""
    return [
        MeasureOut(
            definition=definition_out(measure.definition), figures=[figure_out(each) for each in measure.figures]
        )
        for measure in measures
    ]


def definition_out(definition: Definition) -> DefinitionOut:
    """A definition as it is printed."""
    return DefinitionOut.model_validate(definition, from_attributes=True)


def figure_out(figure: Figure) -> FigureOut:
    """A figure as it is shown, with a star for what is hidden."""

    def count(value: int | None, asked: bool) -> Number:
        if asked and value is None:
            return HIDDEN
        return value

    return FigureOut(
        name=figure.name,
        unit=figure.unit,
        value=HIDDEN if figure.hidden else figure.value,
        numerator=count(figure.numerator, figure.unit is Unit.SHARE),
        denominator=count(figure.denominator, figure.unit is Unit.SHARE),
        of=count(figure.of, figure.unit is Unit.DAYS),
    )


def people_out(people: People) -> PeopleOut:
    """People by contract, once, and in the overlap of each two."""
    return PeopleOut(
        by_contract={slug: int(figure.value or 0) for slug, figure in people.by_contract.items()},
        sum_of_contracts=people.sum_of_contracts,
        once=people.once,
        overlaps=[
            OverlapOut(contracts=overlap.contracts, people=int(overlap.people.value or 0))
            for overlap in people.overlaps
        ],
    )


def lag_out(sources: Sequence[Source], parked: Sequence[Waiting]) -> LagOut:
    """Every source that was read or of which something is parked."""
    waiting: dict[str, dict[str, int]] = {}
    for each in parked:
        waiting.setdefault(each.source, {})[each.reason] = each.messages
    found = {source.source: source for source in sources}
    told = [_source_out(name, found.get(name), waiting.get(name, {})) for name in sorted(found.keys() | waiting)]
    return LagOut(whole=not any(source.missing or source.parked for source in told), sources=told)


def _source_out(name: str, source: Source | None, parked: Mapping[str, int]) -> SourceOut:
    if source is None:
        return SourceOut(source=name, parked=dict(parked))
    return SourceOut(
        source=name,
        position=source.position,
        recorded_at=source.recorded_at,
        seconds=source.seconds,
        missing=list(source.missing),
        hole_since=source.hole_since,
        parked=dict(parked),
    )
