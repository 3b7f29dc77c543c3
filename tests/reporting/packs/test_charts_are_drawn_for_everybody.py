"""Drawings: titled and described, alike each time, legible, with gaps as gaps and shapes beside colours."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from services.reporting.domain.metric import Direction
from services.reporting.domain.pack.charts import control_chart
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
from services.reporting.domain.spc.analysis import PointType
from services.reporting.packs.svg import drawn
from services.reporting.packs.svg_control import round_ticks
from services.reporting.packs.svg_marks import FILLS, INK, SOFT, TARGET, mark
from tests.reporting.packs.test_charts_say_what_the_months_say import APRIL_2022, HIGH, LOW, months

SVG = "{http://www.w3.org/2000/svg}"
STEPS = ("received", "accepted", "first contact", "closed, for whatever reason it was that somebody wrote down here")


def bars() -> Chart:
    values = [1204, 1100, None, 0]
    cells = [Cell(each, Show.COUNT, Mark.NONE if each is not None else Mark.CONFIDENTIAL) for each in values]
    rows = tuple((Cell(step), cell) for step, cell in zip(STEPS, cells, strict=True))
    table = Table("funnel", "Steps", (Column("Step"), Column("Referrals", Show.COUNT)), rows)
    points = tuple(ChartPoint(step, value) for step, value in zip(STEPS, values, strict=True))
    return Chart("funnel-chart", "From referral on", "Referrals by step.", ChartForm.BARS, points, table)


def large() -> Chart:
    values = [(1_000_000.0 + 37_000 * (at * 7 % 11)) for at in range(36)]
    return control_chart("large", "Pounds & <pence>", months(values), Direction.DECREASE, 1e6, [APRIL_2022 + 20],
                         show=Show.POUNDS)  # fmt: skip


CHARTS = [
    control_chart("shift", "Engagements", months([*LOW, *HIGH]), Direction.INCREASE, 105),
    control_chart("gaps", "Engagements", months([*LOW[:5], None, *LOW[5:9], None, 101.0, None]), Direction.NEUTRAL),
    control_chart("share", "In time", months([0.9, 0.98, 0.7] * 10), Direction.INCREASE, 0.9, show=Show.SHARE),
    control_chart("small", "People", months([1.0, 0.0, 2.0, 3.0]), Direction.DECREASE),
    control_chart("constant", "Days", months([7.0] * 24), Direction.DECREASE, 7, show=Show.DAYS),
    control_chart("negative", "Change", months([-3.5, 2.0, -1.0, 0.5] * 6), Direction.INCREASE, show=Show.SCORE),
    control_chart("empty", "Nothing", [], Direction.INCREASE),
    large(),
    bars(),
]
each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)


def tree(chart: Chart) -> etree._Element:
    return etree.fromstring(drawn(chart))


@each_chart
def test_a_drawing_is_an_image_with_title_and_description(chart: Chart) -> None:
    root = tree(chart)
    title, description = root[0], root[1]
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert (title.tag, title.get("id"), title.text) == (f"{SVG}title", f"{chart.id}-title", chart.title)
    assert (description.tag, description.text) == (f"{SVG}desc", chart.description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@each_chart
def test_a_drawing_has_no_script_style_or_outside_resource(chart: Chart) -> None:
    allowed = {"svg", "title", "desc", "text", "line", "polyline", "polygon", "rect", "circle"}
    assert {etree.QName(each).localname for each in tree(chart).iter()} <= allowed
    text = drawn(chart).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"http|href|url\(|class=|style=|\bon\w+=|nan|inf(?!o)\b", text)


@each_chart
def test_equal_charts_are_equal_bytes_with_two_decimals_at_most(chart: Chart) -> None:
    assert drawn(chart) == drawn(replace(chart))
    assert not re.search(r'="[^"a-z]*\d\.\d{3}', drawn(chart))


@each_chart
def test_nothing_is_drawn_beyond_the_frame_or_word_upon_word(chart: Chart) -> None:
    root = tree(chart)
    _, _, width, height = (float(each) for each in root.get("viewBox", "").split())
    assert (width, root.get("width"), root.get("height")) == (400, "100%", None)
    taken: list[tuple[float, float, float, float]] = []
    for text in root.iter(f"{SVG}text"):
        wide = len(text.text or "") * 13 * 0.5
        x, y = float(text.get("x", "")), float(text.get("y", ""))
        left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
        box = (left, y - 10, left + wide, y + 3)
        assert (box[0] >= -1, box[1] >= -1, box[2] <= width + 1, box[3] <= height + 1) == (True,) * 4, text.text
        for other in taken:
            apart = box[0] >= other[2] or other[0] >= box[2] or box[1] >= other[3] or other[1] >= box[3]
            assert apart, text.text
        taken.append(box)
    for each in root.iter(f"{SVG}line", f"{SVG}circle", f"{SVG}rect"):
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(each.get(name, "0")) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(each.get(name, "0")) <= height


def test_a_gap_parts_the_line_and_has_no_mark() -> None:
    root = tree(CHARTS[1])
    runs = [len(each.get("points", "").split()) for each in root.iter(f"{SVG}polyline")]
    assert runs == [5, 4]  # The month that stands alone between two gaps has a mark and no line.
    assert len(list(root.iter(f"{SVG}circle"))) == 5 + 4 + 1 + 2  # One more in the key, one beside the icon.


def test_a_withheld_month_is_not_drawn() -> None:
    chart = control_chart("w", "People", months([40.0, 44.0] * 6), Direction.NEUTRAL, None, (), [APRIL_2022 + 4])
    assert [len(each.get("points", "").split()) for each in tree(chart).iter(f"{SVG}polyline")] == [4, 7]


def test_every_kind_of_point_has_its_own_shape() -> None:
    shapes = {kind: re.sub(r' (fill|stroke|stroke-width)="[^"]*"', "", mark(kind, 10, 10, 4)) for kind in PointType}
    assert len(set(shapes.values())) == len(PointType)


def test_colours_are_those_of_making_data_count_and_outlines_stand_out() -> None:
    assert FILLS == {
        "common_cause": "#a6a6a6",
        "special_cause_improvement": "#00b0f0",
        "special_cause_concern": "#e46c0a",
        "special_cause_neutral_high": "#490092",
        "special_cause_neutral_low": "#490092",
    }
    assert 'stroke="#212b32"' in mark(PointType.IMPROVEMENT, 10, 10, 4)
    assert contrast(INK) > 4.5
    assert min(contrast(each) for each in (SOFT, TARGET, "#2f6f8f")) > 3


def contrast(colour: str) -> float:
    """Of a colour with white, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_a_lower_limit_below_nought_is_drawn_at_nought() -> None:
    chart = CHARTS[3]
    assert (chart.points[0].lower or 0) < 0
    lines = [(each.get("y1"), each.get("stroke-dasharray")) for each in tree(chart).iter(f"{SVG}line")]
    axis = next(y for y, dashes in lines if dashes is None)  # The first line is that of the lowest tick, 0.
    assert (axis, "5 3") in lines
    assert "A lower limit below 0 is drawn at 0." in chart.notes


@pytest.mark.parametrize(
    ("lowest", "highest", "ticks"),
    [
        (12, 97, (0, 20, 40, 60, 80, 100)),
        (0, 3, (0, 1, 2, 3)),
        (900, 1000, (900, 920, 940, 960, 980, 1000)),
        (5, 5, (0, 1, 2, 3, 4, 5)),
        (0, 0, (0, 1)),
    ],
)
def test_ticks_are_round(lowest: float, highest: float, ticks: tuple[float, ...]) -> None:
    assert round_ticks(lowest, highest, whole=True) == ticks


def test_bars_name_their_rows_and_say_their_values() -> None:
    root = tree(bars())
    said = [each.text for each in root.iter(f"{SVG}text")]
    assert said[:6] == ["received", "1,204", "accepted", "1,100", "first contact", "[c]"]
    assert said[-1] == "0"
    assert len(list(root.iter(f"{SVG}rect"))) == 2


def test_icons_are_in_words_too() -> None:
    said = [each.text for each in tree(CHARTS[0]).iter(f"{SVG}text")]
    assert said[:4] == ["H", "improvement: higher than before", "hit and miss", "the target is met by chance"]
