"""Horizontal bars: each row's name above its bar, its value behind it."""

from services.reporting.domain.pack.model import Chart
from services.reporting.packs.svg_marks import INK, LINE, SIZE, WIDTH, element, line, width_of, words
from services.reporting.packs.wording import number_text, text_of

_BAR = 16.0
_BETWEEN = 12.0
_FILL = "#2f6f8f"


def bars(chart: Chart) -> tuple[list[str], float]:
    """The parts of the drawing and its height. A row without a value has no bar, and its mark in place of the value."""
    said = _values(chart)
    room = WIDTH - 6 - max((width_of(each) for each in said), default=0.0) - 6
    highest = max((point.value or 0.0 for point in chart.points), default=0.0)
    parts: list[str] = []
    y = 0.0
    for point, value in zip(chart.points, said, strict=True):
        for text in wrapped(point.label, WIDTH):
            y += LINE
            parts.append(words(0, y - 5, text))
        long = room * max(point.value or 0.0, 0.0) / highest if highest > 0 else 0.0
        if long > 0:
            parts.append(element("rect", x=1.0, y=y, width=long, height=_BAR, fill=_FILL))
        parts.append(line(1, y - 1, 1, y + _BAR + 1, INK))
        parts.append(words(long + 7, y + _BAR - (_BAR - SIZE) / 2 - 2, value, weight="bold"))
        y += _BAR + _BETWEEN
    return parts, y


def wrapped(text: str, room: float) -> list[str]:
    """A text in lines that are no wider than there is room, unless one word is."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _values(chart: Chart) -> list[str]:
    """What stands behind each bar: the cell of the table that says the same."""
    rows = chart.table.rows
    if len(rows) == len(chart.points) and all(len(row) > 1 for row in rows):
        return [text_of(row[1]) for row in rows]
    return [number_text(point.value) if point.value is not None else "[x]" for point in chart.points]
