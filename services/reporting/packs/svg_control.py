"""A control chart: the months as marks on a line, with mean, limits and target, and in words what the last one says."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

from services.reporting.domain.pack.model import Chart, Show
from services.reporting.domain.spc.analysis import PointType
from services.reporting.packs.svg_marks import (
    GRID,
    INK,
    LINE,
    SIZE,
    SOFT,
    TARGET,
    WIDTH,
    badge,
    line,
    mark,
    path,
    width_of,
    words,
)  # fmt: skip
from services.reporting.packs.wording import number_text

_HIGH = 190.0
"""Height of the plot."""
_LIMIT_DASHES, _TARGET_DASHES, _BREAK_DASHES = "5 3", "9 3 2 3", "1 3"
_VARIATIONS = {
    "common_cause": ("~", "usual variation"),
    "improvement_high": ("H", "improvement: higher than before"),
    "improvement_low": ("L", "improvement: lower than before"),
    "concern_high": ("H", "concern: higher than before"),
    "concern_low": ("L", "concern: lower than before"),
    "neutral_high": ("H", "a change: higher than before"),
    "neutral_low": ("L", "a change: lower than before"),
}
_ASSURANCES = {
    "consistent_pass": ("pass", "the target is met as things stand"),
    "consistent_fail": ("fail", "the target is not met as things stand"),
    "inconsistent": ("hit and miss", "the target is met by chance"),
}
_KINDS = {
    PointType.COMMON: "usual variation",
    PointType.IMPROVEMENT: "improvement",
    PointType.CONCERN: "concern",
    PointType.NEUTRAL_HIGH: "change, higher",
    PointType.NEUTRAL_LOW: "change, lower",
}
_SYMBOLS = {"improvement": PointType.IMPROVEMENT, "concern": PointType.CONCERN, "common": PointType.COMMON}


def control(chart: Chart) -> tuple[list[str], float]:
    """The parts of the drawing and its height."""
    parts, top = _icons(chart)
    plot = _plot(chart, top + SIZE / 2 + 2)
    parts += _axes(plot, chart)
    parts += _lines(plot, chart)
    parts += _months(plot, chart)
    key, height = _key(chart, plot.bottom + 2 * LINE + 8)
    return parts + key, height


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where a month and a value lie."""

    left: float
    top: float
    count: int
    ticks: tuple[float, ...]
    show: Show
    clipped: bool
    """Whether nothing lies below nought, so that no limit is drawn there."""

    @property
    def bottom(self) -> float:
        """Height of the lowest tick."""
        return self.top + _HIGH

    @property
    def step(self) -> float:
        """From one month to the next."""
        return (WIDTH - self.left - 4) / max(self.count, 1)

    def x(self, at: float) -> float:
        """Of a month by its place; halves lie between months."""
        return self.left + (at + 0.5) * self.step

    def y(self, value: float) -> float:
        """Of a value, within what can be: no count below nought, no share above the whole."""
        kept = min(value, 1.0) if self.show is Show.SHARE else value
        kept = max(kept, 0.0) if self.clipped else kept
        return self.bottom - (kept - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]) * _HIGH


def _icons(chart: Chart) -> tuple[list[str], float]:
    """What the last month says and whether the target can be relied on, each a framed sign with its words."""
    parts: list[str] = []
    y = 0.0
    for signs, which in ((_VARIATIONS, chart.variation), (_ASSURANCES, chart.assurance)):
        if which not in signs:
            continue
        sign, said = signs[which]
        framed, end = badge(0, y + 11, sign)
        parts.append(framed)
        if signs is _VARIATIONS:
            parts.append(mark(_symbol(which), end + 12, y + 11, 4.0))
            end += 18
        parts.append(words(end + 6, y + 15.5, said))
        y += 26
    return parts, y


def _symbol(variation: str) -> PointType:
    meaning, _, side = variation.partition("_")
    if meaning == "neutral":
        return PointType.NEUTRAL_HIGH if side == "high" else PointType.NEUTRAL_LOW
    return _SYMBOLS[meaning]


def _plot(chart: Chart, top: float) -> _Plot:
    show = chart.table.columns[1].show if len(chart.table.columns) > 1 else Show.COUNT
    values = [point.value for point in chart.points if point.value is not None]
    edges = [edge for point in chart.points for edge in (point.mean, point.lower, point.upper) if edge is not None]
    targets = [chart.target] if chart.target is not None else []
    clipped = all(value >= 0 for value in [*values, *targets])
    everything = [max(each, 0.0) if clipped else each for each in [*values, *edges, *targets]] or [0.0, 1.0]
    if show is Show.SHARE:
        everything = [min(each, 1.0) for each in everything]
    ticks = round_ticks(min(everything), max(everything), whole=show is Show.COUNT)
    left = max(width_of(_tick_text(tick, show)) for tick in ticks) + 8
    return _Plot(left, top, len(chart.points), ticks, show, clipped)


def round_ticks(lowest: float, highest: float, whole: bool = False) -> tuple[float, ...]:
    """Four to seven round numbers around what is to be drawn; from nought on, unless all lies far above it."""
    if 0 <= lowest < highest * 0.6 or (lowest == highest and lowest >= 0):
        lowest = 0.0
    if highest <= lowest:
        highest = lowest + 1
    raw = (highest - lowest) / 5
    power = 10.0 ** floor(log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999)
    if whole:
        step = float(max(ceil(step - 1e-9), 1))
    first, last = floor(lowest / step + 1e-9), ceil(highest / step - 1e-9)
    return tuple(round(at * step, 9) for at in range(first, last + 1))


def _tick_text(tick: float, show: Show) -> str:
    if show is Show.SHARE:
        return f"{number_text(round(tick * 100, 6))}%"
    return f"£{number_text(tick)}" if show is Show.POUNDS else number_text(tick)


def _axes(plot: _Plot, chart: Chart) -> Iterator[str]:
    for tick in plot.ticks:
        y = plot.bottom - (tick - plot.ticks[0]) / (plot.ticks[-1] - plot.ticks[0]) * _HIGH
        yield line(plot.left, y, WIDTH, y, GRID, width=1)
        yield words(plot.left - 5, y + 4.5, _tick_text(tick, plot.show), "end")
    yield line(plot.left, plot.bottom, WIDTH, plot.bottom, INK, width=1)
    every = max(ceil(36 / plot.step), 1)
    every = next((size for size in (1, 2, 3, 4, 6, 12) if size >= every), every)
    year = ""
    for at in range(0, plot.count, every):
        month, _, of_year = chart.points[at].label.partition(" ")
        x = plot.x(at)
        yield line(x, plot.bottom, x, plot.bottom + 4, INK, width=1)
        yield words(x, plot.bottom + LINE, month, "middle")
        if of_year != year:
            yield words(x, plot.bottom + 2 * LINE - 2, of_year, "middle")
            year = of_year


def _lines(plot: _Plot, chart: Chart) -> Iterator[str]:
    """Mean and limits of each segment, the breaks between segments, and the target over all of them."""
    for segment, members in groupby(range(plot.count), key=lambda at: chart.points[at].segment):
        places = list(members)
        start, end = plot.x(places[0] - 0.5), plot.x(places[-1] + 0.5)
        point = chart.points[places[0]]
        if places[0] > 0 and segment != chart.points[places[0] - 1].segment:
            yield line(start, plot.top, start, plot.bottom, INK, _BREAK_DASHES)
        if point.mean is not None:
            yield line(start, plot.y(point.mean), end, plot.y(point.mean), "#000000")
        for limit in (point.lower, point.upper):
            if limit is not None:
                yield line(start, plot.y(limit), end, plot.y(limit), SOFT, _LIMIT_DASHES)
    if chart.target is not None:
        yield line(plot.left, plot.y(chart.target), WIDTH, plot.y(chart.target), TARGET, _TARGET_DASHES, 2)


def _months(plot: _Plot, chart: Chart) -> Iterator[str]:
    """The line, broken at each gap, and over it the marks."""
    places = [
        None if point.value is None else (plot.x(at), plot.y(point.value)) for at, point in enumerate(chart.points)
    ]
    for _, run in groupby(places, key=lambda place: place is None):
        through = [place for place in run if place is not None]
        if len(through) > 1:
            yield path(through, SOFT)
    half = 4.0 if plot.step > 11 else 3.2
    for place, point in zip(places, chart.points, strict=True):
        if place is not None:
            yield mark(point.kind, *place, half)


def _key(chart: Chart, top: float) -> tuple[list[str], float]:
    """What each line and mark of this drawing means, in as many rows as it takes, and where it ends."""
    said: list[tuple[str, PointType | tuple[str, str, float]]] = []
    if any(point.mean is not None for point in chart.points):
        said.append(("mean", ("#000000", "", 1.5)))
    if any(point.upper is not None for point in chart.points):
        said.append(("limits", (SOFT, _LIMIT_DASHES, 1.5)))
    if chart.target is not None:
        said.append(("target", (TARGET, _TARGET_DASHES, 2.0)))
    if len({point.segment for point in chart.points}) > 1:
        said.append(("limits counted anew", (INK, _BREAK_DASHES, 1.5)))
    shown = {point.kind for point in chart.points if point.value is not None}
    said += [(name, kind) for kind, name in _KINDS.items() if kind in shown]
    parts: list[str] = []
    x, y = 0.0, top + LINE
    for name, sign in said:
        wide = (32 if isinstance(sign, tuple) else 18) + width_of(name) + 10
        if x > 0 and x + wide > WIDTH:
            x, y = 0.0, y + LINE
        if isinstance(sign, tuple):
            parts.append(line(x, y - 4.5, x + 26, y - 4.5, *sign))
            parts.append(words(x + 31, y, name))
        else:
            parts.append(mark(sign, x + 7, y - 4.5, 4.0))
            parts.append(words(x + 17, y, name))
        x += wide
    return parts, y + 8
