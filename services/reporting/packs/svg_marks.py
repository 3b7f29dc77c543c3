"""Shapes and words of a drawing, as elements of SVG.

Presentation attributes only: no style sheet, script or outside resource, so that a page and a document show the same.
Numbers have two decimals, so that equal charts are equal bytes.
"""

from collections.abc import Sequence
from html import escape

from services.reporting.domain.spc.analysis import PointType

WIDTH = 400.0
"""Of every drawing: at 320 pixels on a screen its words are still nine high."""
SIZE = 13.0
"""Height of words."""
LINE = 18.0
"""From one line of words to the next."""
INK, SOFT, GRID = "#212b32", "#4c6272", "#d8dde0"
"""Words and outlines; lines that words explain; lines that may be missed."""
TARGET = "#de1b1b"
_WIDE = 0.58
"""Mean width of a letter against its height, on the safe side of most fonts without serifs."""

FILLS = {
    PointType.COMMON: "#a6a6a6",
    PointType.IMPROVEMENT: "#00b0f0",
    PointType.CONCERN: "#e46c0a",
    PointType.NEUTRAL_HIGH: "#490092",
    PointType.NEUTRAL_LOW: "#490092",
}
"""Colours of Making Data Count. Two are too pale on white, so every mark has a dark outline."""


def number(value: float) -> str:
    """A coordinate, with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element; an underscore in the name of an attribute stands for a hyphen."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(x: float, y: float, said: str, anchor: str = "start", weight: str = "") -> str:
    """A line of text on the base line `y`; `anchor` is start, middle or end."""
    attributes = {"text_anchor": anchor} if anchor != "start" else {}
    if weight:
        attributes["font_weight"] = weight
    return element("text", escape(said), x=x, y=y, **attributes)


def width_of(said: str) -> float:
    """About how wide a text is, rather too wide than too narrow."""
    return len(said) * SIZE * _WIDE


def line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "", width: float = 1.5) -> str:
    """A straight line."""
    extra = {"stroke_dasharray": dashes} if dashes else {}
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **extra)


def path(places: Sequence[tuple[float, float]], colour: str, width: float = 1.5) -> str:
    """A line through places."""
    steps = " ".join(f"{number(x)},{number(y)}" for x, y in places)
    return element("polyline", points=steps, fill="none", stroke=colour, stroke_width=width)


def mark(kind: PointType, x: float, y: float, half: float) -> str:
    """What a point says, by its shape as well as by its colour.

    A circle for the usual variation, a diamond for improvement, a square for concern, a triangle on its base or on its
    tip for a change upwards or downwards that is neither.
    """
    paint: dict[str, str | float] = {"fill": FILLS[kind], "stroke": INK, "stroke_width": 1.0}
    wide = half * 1.4
    corners: list[tuple[float, float]]
    match kind:
        case PointType.COMMON:
            return element("circle", cx=x, cy=y, r=half, **paint)
        case PointType.CONCERN:
            side = half * 2
            return element("rect", x=x - half, y=y - half, width=side, height=side, **paint)
        case PointType.IMPROVEMENT:
            corners = [(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)]
        case PointType.NEUTRAL_HIGH:
            corners = [(x, y - wide), (x + wide, y + half), (x - wide, y + half)]
        case PointType.NEUTRAL_LOW:
            corners = [(x, y + wide), (x + wide, y - half), (x - wide, y - half)]
    return element("polygon", points=" ".join(f"{number(a)},{number(b)}" for a, b in corners), **paint)


def badge(x: float, y: float, said: str) -> tuple[str, float]:
    """A framed word whose middle is at the height `y`, and where it ends."""
    wide = width_of(said) + 12
    frame = element(
        "rect", x=x + 0.5, y=y - 10, width=wide, height=20.0, rx=4.0, fill="#ffffff", stroke=INK, stroke_width=1.5
    )
    return frame + words(x + 0.5 + wide / 2, y + 4.5, said, "middle", "bold"), x + wide + 1
