"""Charts as inline SVG: a drawing with its title and its description, the same on a page and in a document."""

from html import escape
from typing import assert_never

from services.reporting.domain.pack.model import Chart, ChartForm
from services.reporting.packs.svg_bars import bars
from services.reporting.packs.svg_control import control
from services.reporting.packs.svg_marks import INK, SIZE, WIDTH, element, number


def drawn(chart: Chart) -> str:
    """The drawing of a chart as one `svg` element, as wide as the room it is given; equal charts give equal text.

    Its title is the chart's and its description says what is to be seen. It has no words of its own above the plot but
    what the last month says: heading, notes and table stand beside it.
    """
    match chart.form:
        case ChartForm.CONTROL:
            parts, height = control(chart)
        case ChartForm.BARS:
            parts, height = bars(chart)
        case other:
            assert_never(other)
    title, description = f"{chart.id}-title", f"{chart.id}-desc"
    return element(
        "svg",
        element("title", escape(chart.title), id=title)
        + element("desc", escape(chart.description), id=description)
        + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(WIDTH)} {number(max(height, 1.0))}",
        width="100%",
        role="img",
        aria_labelledby=f"{title} {description}",
        font_family="Source Sans 3, sans-serif",
        font_size=SIZE,
        fill=INK,
    )
