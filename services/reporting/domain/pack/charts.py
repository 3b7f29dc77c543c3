"""Control charts for a report: months judged on their true values, then shown as their audience may see them.

Of a month that may not be shown nothing is drawn, nor may its value follow from what is. So the chart is judged as well
as if the withheld months held each number that a reader may think of. Mean and limits of a segment with such a month
are the middle of what comes out, which the true values have no part in; what another month says is shown only if it is
always the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from services.reporting.domain.metric import Direction
from services.reporting.domain.pack.chart_words import (
    last_month_says,
    long_month,
    month_says,
    number_of,
    short_month,
    target_words,
    trial_notes,
    value_words,
)
from services.reporting.domain.pack.model import (
    Cell,
    Chart,
    ChartForm,
    ChartPoint,
    Column,
    Mark,
    Show,
    Table,
)
from services.reporting.domain.period import first_day
from services.reporting.domain.spc.analysis import Analysis, PointType, Settings, analyse

_SMALL = tuple(float(number) for number in range(10))
"""What a hidden count may be: below 10, whatever the profile."""
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_Lines = tuple[float | None, float | None, float | None]
"""Mean, lower and upper limit as they may be shown."""


def control_chart(
    id: str,
    title: str,
    points: Sequence[tuple[int, float | None]],
    direction: Direction,
    target: float | None = None,
    rebases: Sequence[int] = (),
    withheld: Collection[int] = (),
    *,
    shown: Mapping[int, float] | None = None,
    could_be: Sequence[float] | None = None,
    show: Show = Show.COUNT,
    unit: str = "",
) -> Chart:
    """An XmR chart of true values by numbered month; 24 to 36 months are a good length.

    `withheld` are months whose values may not be shown and `could_be` what a reader may think that they are: any number
    below 10, any share, or anything up to the highest month shown, unless a caller who hides more says so. `shown` are
    values of other months as the audience may see them, such as rounded ones: with it, mean and limits are rounded too.
    A month without a value, or left out between the first and the last, is a gap. Raises `UnfitSeries` for a month
    that comes twice.
    """
    given = {month for month, _ in points}
    between = range(min(given), max(given) + 1) if given else range(0)
    whole = sorted([*points, *((month, None) for month in between if month not in given)], key=lambda point: point[0])
    series = _Series(
        months=tuple(month for month, _ in whole),
        values=tuple(value for _, value in whole),
        withheld=frozenset(month for month, value in whole if month in withheld and value is not None),
        shown=shown,
        show=show,
        settings=Settings(rebases=tuple(first_day(month) for month in rebases)),
    )
    worlds = [series.judged(other, direction, target) for other in ({}, *series.others(could_be))]
    return _Drawing(series, worlds, target).chart(id, title, unit)


@dataclass(frozen=True, slots=True)
class _Series:
    """Neighbouring months with their true values, and what of them may be shown."""

    months: tuple[int, ...]
    values: tuple[float | None, ...]
    withheld: frozenset[int]
    shown: Mapping[int, float] | None
    show: Show
    settings: Settings

    def judged(self, other: Mapping[int, float], direction: Direction, target: float | None) -> Analysis:
        """The series with other values in some months."""
        pairs = zip(self.months, self.values, strict=True)
        return analyse([(first_day(on), other.get(on, value)) for on, value in pairs], direction, target, self.settings)

    def others(self, could_be: Sequence[float] | None) -> list[dict[int, float]]:
        """What the withheld months might hold for all that a reader knows: each number, in all of them."""
        numbers = self._usual() if could_be is None else could_be
        return [dict.fromkeys(self.withheld, number) for number in numbers] if self.withheld else []

    def visible(self, at: int) -> float | None:
        """What is drawn of a month."""
        month, value = self.months[at], self.values[at]
        if month in self.withheld or value is None:
            return None
        return value if self.shown is None else self.shown.get(month, value)

    def _usual(self) -> Sequence[float]:
        if self.show is Show.COUNT:
            return _SMALL
        if self.show is Show.SHARE:
            return _SHARES
        highest = max((value for at in range(len(self.months)) if (value := self.visible(at)) is not None), default=0.0)
        return (0.0, highest / 2, highest)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A series with its judgement: as it is, and as it would be with other values where some are withheld."""

    series: _Series
    worlds: Sequence[Analysis]
    """The true one first."""
    target: float | None
    lines: dict[int, _Lines] = field(default_factory=dict)
    """Of each segment."""

    def __post_init__(self) -> None:
        for at, point in enumerate(self.worlds[0].points):
            if point.segment not in self.lines:
                self.lines[point.segment] = self._lines_at(at)

    def chart(self, id: str, title: str, unit: str) -> Chart:
        """The chart of the report."""
        true = self.worlds[0].points
        points = tuple(
            ChartPoint(
                label=short_month(month),
                value=self.series.visible(at),
                mean=self.lines[true[at].segment][0],
                lower=self.lines[true[at].segment][1],
                upper=self.lines[true[at].segment][2],
                kind=PointType(true[at].kind.value) if self._certain(at) else PointType.COMMON,
                segment=true[at].segment,
            )
            for at, month in enumerate(self.series.months)
        )
        return Chart(
            id=id,
            title=title,
            description=self._description(),
            form=ChartForm.CONTROL,
            points=points,
            table=self._table(id, title),
            unit=unit,
            target=self.target,
            variation=self._variation(),
            assurance=self._agreed([world.assurance for world in self.worlds]),
            notes=self._notes(),
        )

    def _lines_at(self, at: int) -> _Lines:
        """Exact if the segment shows all its true values, else the middle of what might be, in units or percent."""
        others = [world.points[at].limits for world in self.worlds[1:]] or [self.worlds[0].points[at].limits]
        rough = self.series.shown is not None or len(set(others)) > 1
        unit = 0.01 if self.series.show is Show.SHARE else 1
        size = unit if rough else unit / 100
        return (
            _middle([each.mean for each in others], size),
            _middle([each.lower for each in others], size),
            _middle([each.upper for each in others], size),
        )

    def _certain(self, at: int) -> bool:
        """Whether a month is shown and would say the same whatever the withheld ones hold."""
        said = {(world.points[at].rule, world.points[at].kind) for world in self.worlds}
        return len(said) == 1 and self.series.months[at] not in self.series.withheld

    @staticmethod
    def _agreed(said: Sequence[str | None]) -> str:
        return (said[0] or "") if len(set(said)) == 1 else ""

    def _table(self, id: str, title: str) -> Table:
        show = self.series.show
        lines_show = show if show in (Show.SHARE, Show.POUNDS) else Show.MEAN
        titles = ("Mean", "Lower limit", "Upper limit")
        lines = tuple(Column(each, lines_show) for each in titles)
        columns = (Column("Month"), Column("Value", show), *lines, Column("What the month says"))
        rows = []
        for at, (month, point) in enumerate(zip(self.series.months, self.worlds[0].points, strict=True)):
            said = Cell(month_says(point, self.series.settings))
            rows.append(
                (
                    Cell(long_month(month)),
                    _cell(self.series.visible(at), show, month in self.series.withheld),
                    *(_cell(each, lines_show, bool(self.series.withheld)) for each in self.lines[point.segment]),
                    said if self._certain(at) else Cell(None, Show.TEXT, Mark.CONFIDENTIAL),
                )
            )
        return Table(f"{id}-months", f"{title} by month", columns, tuple(rows))

    def _description(self) -> str:
        months, points = self.series.months, self.worlds[0].points
        if not months:
            return "There is no month to show."
        mean, lower, upper = self.lines[points[-1].segment]
        said = f"{number_of(len(months), 'month')} to {long_month(months[-1])}"
        if mean is not None:
            said += f": mean {value_words(mean, self.series.show)}"
        if lower is not None and upper is not None:
            said += f", limits {value_words(lower, self.series.show)} to {value_words(upper, self.series.show)}"
        since = next(at for at, point in enumerate(points) if point.segment == points[-1].segment)
        said += f", counted from {long_month(months[since])} on" if since else ""
        sentences = [f"{said}.", self._last()]
        if self.target is not None:
            assurance = self._agreed([world.assurance for world in self.worlds])
            sentences.append(target_words(self.target, assurance, self.series.show))
        return " ".join(sentences)

    def _last(self) -> str:
        last = self._last_place()
        if last is None:
            return "No month has a value."
        month = self.series.months[last]
        if not self._certain(last):
            return f"What {long_month(month)} says may not be shown."
        return last_month_says(month, self.worlds[0].points[last], self.series.settings)

    def _variation(self) -> str:
        """The icon; none where the month that it speaks of may not be told of."""
        last = self._last_place()
        return self.worlds[0].variation if last is None or self._certain(last) else ""

    def _last_place(self) -> int | None:
        """Where the last month with a value stands."""
        return max((at for at, value in enumerate(self.series.values) if value is not None), default=None)

    def _notes(self) -> tuple[str, ...]:
        numbers = [point.segment for point in self.worlds[0].points]
        starts = [self.series.months[numbers.index(number)] for number in self.lines]
        pairs = list(zip(numbers, self.series.values, strict=True))
        counts = [sum(each == number and value is not None for each, value in pairs) for number in self.lines]
        notes = trial_notes(starts, counts)
        if count := len(self.series.withheld):
            which = f"{number_of(count, 'month')} with a small number {'is' if count == 1 else 'are'} not shown"
            notes.append(
                f"{which}; mean and limits are given roughly, and do not tell {'it' if count == 1 else 'them'}."
            )
        negative = any(lower is not None and lower < 0 for _, lower, _ in self.lines.values())
        if negative and all(value is None or value >= 0 for value in self.series.values):
            notes.append("A lower limit below 0 is drawn at 0.")
        if self.series.show is Show.SHARE and any(upper is not None and upper > 1 for *_, upper in self.lines.values()):
            notes.append("An upper limit above 100% is drawn at 100%.")
        return tuple(notes)


def _middle(values: Sequence[float | None], size: float) -> float | None:
    """The middle between the least and the most, to a multiple of a size; a nought has no sign."""
    known = [value for value in values if value is not None]
    return round(round((min(known) + max(known)) / 2 / size) * size, 6) + 0.0 if known else None


def _cell(value: float | None, show: Show, hidden: bool) -> Cell:
    if value is None:
        return Cell(None, show, Mark.CONFIDENTIAL if hidden else Mark.NOT_APPLICABLE)
    return Cell(int(value) if show is Show.COUNT and value == int(value) else value, show)
