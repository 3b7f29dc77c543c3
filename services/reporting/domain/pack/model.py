"""The model of a report: sections of text, tables and charts, as page, workbook, text files and document show them.

A pack is a value: the same figures, definitions and inputs give an equal one, whenever it is made. It holds no moment
and nothing that depends on the machine, so its frozen form can be compared byte by byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.reporting.domain.metric import Definition
from services.reporting.domain.spc.analysis import PointType


class Audience(StrEnum):
    """For whom a report is made: it decides how small numbers are treated."""

    TEAM = "team"
    MANAGEMENT = "management"
    COMMISSIONER = "commissioner"
    PUBLIC = "public"


class Show(StrEnum):
    """How a value is written."""

    TEXT = "text"
    COUNT = "count"
    MEAN = "mean"
    HOURS = "hours"
    DAYS = "days"
    SHARE = "share"
    POUNDS = "pounds"
    RATIO = "ratio"
    SCORE = "score"
    DAY = "day"


class Mark(StrEnum):
    """Shorthand of the Analysis Function for a cell that is empty, or that needs a word beside its value."""

    NONE = ""
    CONFIDENTIAL = "c"
    """A small number, or one from which a small number would follow."""
    NOT_AVAILABLE = "x"
    """Not known."""
    NOT_APPLICABLE = "z"
    PROVISIONAL = "p"
    """The period was not over by the day of knowledge."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Without a value its mark says why."""

    value: int | float | str | date | None
    show: Show = Show.TEXT
    mark: Mark = Mark.NONE
    numerator: int | None = None
    """Of a share: printed with it, as in 67% (2/3)."""
    denominator: int | None = None
    of: int | None = None
    """Of a median or a mean: over how many."""
    opens: str = ""
    """`<scope>/<metric>/<figure>/<period>`: under what the figure can be opened; empty for what is no figure."""

    def __post_init__(self) -> None:
        """A day that was read from text is a day again."""
        if self.show is Show.DAY and isinstance(self.value, str):
            object.__setattr__(self, "value", date.fromisoformat(self.value))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. The first of a table names its rows."""

    title: str
    show: Show = Show.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; the first cell of each row is its header. Every row is as long as the columns."""

    id: str
    """Small letters, digits and hyphens, once in a pack: a file name, a sheet, an anchor."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point: a month, its value unless there is none or it may not be shown, and the limits that hold there."""

    label: str
    value: float | None
    mean: float | None = None
    lower: float | None = None
    """Lower process limit; clipped at 0 on the drawing of a count."""
    upper: float | None = None
    kind: PointType = PointType.COMMON
    segment: int = 0
    """Limits are counted anew from the first point of each segment."""


class ChartForm(StrEnum):
    """What a chart is drawn as."""

    CONTROL = "control"
    """XmR: one line over the months with mean, limits and special causes."""
    BARS = "bars"
    """Horizontal bars, one for each row: a funnel, bands of waiting, ways to wellbeing."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its words and with the table that says the same."""

    id: str
    title: str
    description: str
    """What is to be seen, in a sentence or two: read out instead of the drawing."""
    form: ChartForm
    points: tuple[ChartPoint, ...]
    table: Table
    unit: str = ""
    target: float | None = None
    variation: str = ""
    """Variation icon: common_cause, improvement_high, concern_low, neutral_high and so on; empty for none."""
    assurance: str = ""
    """Assurance icon: consistent_pass, consistent_fail, inconsistent; empty for none."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under one heading: first its paragraphs, then tables, then charts."""

    id: str
    title: str
    text: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class PackPeriod:
    """The months of a report; `complete` says whether they were over by the day of knowledge."""

    label: str
    starts_on: date
    ends_on: date
    complete: bool


class PackKind(StrEnum):
    """Which report it is."""

    CONTRACT = "contract"
    ORGANISATION = "organisation"
    ANNUAL_REVIEW = "annual-review"


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole report of one contract or of all of them, in a period, as known by the end of a day, for an audience."""

    kind: PackKind
    title: str
    scope: str
    """The contract's slug; `*` for all."""
    scope_title: str
    period: PackPeriod
    as_at: date
    audience: Audience
    profile: str
    """Name of the disclosure profile; `none` shows true values."""
    sections: tuple[Section, ...]
    definitions: tuple[Definition, ...]
    """Of every metric that the report speaks of, in the order in which they are printed."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Version of the terms of each contract that the report speaks of."""
    commissioner: str = ""

    def __post_init__(self) -> None:
        """Raises `ValueError` if two tables have one id: their files and sheets would be one."""
        ids = [table.id for table in self.tables()]
        if twice := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"tables with one id: {', '.join(twice)}")

    def tables(self) -> Sequence[Table]:
        """Every table, those behind the charts included, in their order."""
        found: list[Table] = []
        for section in self.sections:
            found += section.tables
            found += [chart.table for chart in section.charts]
        return found

    @property
    def name(self) -> str:
        """A name for its files: scope, period, day of knowledge and audience."""
        scope = "all-contracts" if self.scope == "*" else self.scope
        kind = "annual-review" if self.kind is PackKind.ANNUAL_REVIEW else scope
        return f"{kind}-{self.period.label.replace('/', '-')}-as-at-{self.as_at}-for-{self.audience}"
