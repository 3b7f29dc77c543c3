"""Control charts in a report: judged on true values, shown as the audience may see them, and told in words."""

from collections.abc import Sequence

import pytest

from services.reporting.domain.metric import Direction
from services.reporting.domain.pack.charts import control_chart
from services.reporting.domain.pack.model import Cell, Chart, Mark, Show
from services.reporting.domain.spc.analysis import PointType, UnfitSeries
from services.reporting.packs.wording import text_of

APRIL_2022 = 2022 * 12 + 3
LOW, HIGH = [98.0, 102.0] * 8, [106.0, 108.0] * 4


def months(values: Sequence[float | None]) -> list[tuple[int, float | None]]:
    return [(APRIL_2022 + at, value) for at, value in enumerate(values)]


def rows(chart: Chart) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in chart.table.rows]


def test_the_last_months_are_told_in_words_with_the_target() -> None:
    chart = control_chart("c", "Engagements", months([*LOW, *HIGH]), Direction.INCREASE, 90)
    assert chart.description == (
        "24 months to March 2024: mean 102.3, limits 93.3 to 111.4. The last seven months or more up to March 2024 lie "
        "above the mean: improvement. Target 90: as it stands, the process meets it every month."
    )
    assert (chart.variation, chart.assurance) == ("improvement_high", "consistent_pass")
    assert rows(chart)[0] == [
        "April 2022",
        "98",
        "102.33",
        "93.31",
        "111.35",
        "concern: one of seven or more below the mean",
    ]
    assert rows(chart)[-1][-1] == "improvement: one of seven or more above the mean"
    assert [point.kind for point in chart.points] == [PointType.CONCERN] * 16 + [PointType.IMPROVEMENT] * 8


def test_a_direction_that_is_neutral_calls_nothing_good_or_bad() -> None:
    chart = control_chart("c", "Referrals", months([*LOW, *HIGH]), Direction.NEUTRAL, 90)
    assert "lie above the mean: a change, neither good nor bad in itself. Target 90." in chart.description
    assert (chart.variation, chart.assurance) == ("neutral_high", "")


def test_a_rebase_counts_limits_anew_and_a_short_segment_is_on_trial() -> None:
    chart = control_chart("c", "Engagements", months([*LOW, *HIGH]), Direction.INCREASE, None, [APRIL_2022 + 16])
    assert [point.segment for point in chart.points] == [0] * 16 + [1] * 8
    assert (chart.points[15].mean, chart.points[16].mean) == (100, 107)
    assert "mean 107, limits 101.7 to 112.3, counted from August 2023 on." in chart.description
    assert chart.notes == ("Trial limits: 8 months from August 2023 on, fewer than 12.",)


def test_a_month_without_a_value_and_one_left_out_are_gaps() -> None:
    points = [point for point in months([*LOW[:5], None, *LOW[5:]]) if point[0] != APRIL_2022 + 9]
    chart = control_chart("c", "Engagements", points, Direction.INCREASE)
    assert [at for at, point in enumerate(chart.points) if point.value is None] == [5, 9]
    assert (rows(chart)[5][:2], rows(chart)[9][-1]) == (["September 2022", "[z]"], "no value")


def test_a_month_that_comes_twice_is_an_error() -> None:
    with pytest.raises(UnfitSeries, match="2022-04-01 comes twice"):
        control_chart("c", "Engagements", [(APRIL_2022, 1.0), (APRIL_2022, 2.0)], Direction.INCREASE)


def test_a_withheld_month_shows_neither_its_value_nor_what_it_says() -> None:
    values = [40.0, 44.0] * 11 + [40.0, 4.0]
    true = control_chart("c", "People", months(values), Direction.INCREASE)
    assert (true.points[-1].kind, true.variation) == (PointType.CONCERN, "concern_low")
    chart = control_chart("c", "People", months(values), Direction.INCREASE, None, (), [APRIL_2022 + 23])
    assert (chart.points[-1].value, chart.points[-1].kind, chart.variation) == (None, PointType.COMMON, "")
    row = chart.table.rows[-1]
    assert (row[1], row[-1]) == (Cell(None, Show.COUNT, Mark.CONFIDENTIAL), Cell(None, Show.TEXT, Mark.CONFIDENTIAL))
    assert "What March 2024 says may not be shown." in chart.description
    assert chart.notes[0].startswith("1 month with a small number is not shown;")


@pytest.mark.parametrize(
    "shape", [[30, 34, 31, 37, 40, 28], [12, 9, 15, 22, 11, 18], [900, 1000, 950], [10, 11, 12, 13]]
)
@pytest.mark.parametrize("at", [0, 7, 23])
def test_a_chart_reads_the_same_whatever_the_withheld_month_holds(shape: list[int], at: int) -> None:
    charts = set()
    for hidden in range(10):
        values = [float(value) for value in (shape * 8)[:24]]
        values[at] = float(hidden)
        charts.add(control_chart("c", "People", months(values), Direction.INCREASE, 20, (), [APRIL_2022 + at]))
    assert len(charts) == 1
    assert charts.pop().points[0].mean is not None


def test_mean_and_limits_with_withheld_months_have_no_part_of_what_these_hold() -> None:
    charts = []
    for three in ([0.0, 9.0, 0.0], [9.0, 1.0, 8.0], [4.0, 4.0, 4.0]):
        values = [*[40.0, 44.0] * 10, *three, 40.0]
        withheld = [APRIL_2022 + 20, APRIL_2022 + 21, APRIL_2022 + 22]
        charts.append(control_chart("c", "People", months(values), Direction.INCREASE, None, (), withheld))
    assert {(chart.points[0].mean, chart.points[0].lower, chart.points[0].upper) for chart in charts} == {(37, 28, 47)}


def test_what_a_month_says_is_not_shown_if_it_hangs_on_a_withheld_one() -> None:
    # The seven falling months end with the withheld one only if it holds less than 8.
    values = [20.0, 4.0] * 8 + [14.0, 13.0, 12.0, 11.0, 10.0, 8.0, 7.0, 30.0]
    true = control_chart("c", "People", months(values), Direction.DECREASE)
    assert true.points[17].kind is PointType.IMPROVEMENT
    assert rows(true)[20][-1] == "improvement: one of seven or more falling"
    chart = control_chart("c", "People", months(values), Direction.DECREASE, None, (), [APRIL_2022 + 22])
    assert (chart.points[20].kind, rows(chart)[20][-1]) == (PointType.COMMON, "[c]")


def test_a_segment_without_a_withheld_month_keeps_its_exact_limits() -> None:
    values = [5.0, *LOW[1:], *HIGH]
    chart = control_chart("c", "People", months(values), Direction.INCREASE, None, [APRIL_2022 + 16], [APRIL_2022])
    assert (chart.points[16].mean, chart.points[16].lower, chart.points[16].upper) == (107, 101.68, 112.32)


def test_rounded_months_come_with_rounded_limits() -> None:
    shown = {month: round(value / 5) * 5 for month, value in months([*LOW, *HIGH]) if value is not None}
    chart = control_chart("c", "People", months([*LOW, *HIGH]), Direction.INCREASE, shown=shown)
    assert rows(chart)[0][1:5] == ["100", "102.0", "93.0", "111.0"]
    assert [point.kind for point in chart.points] == [PointType.CONCERN] * 16 + [PointType.IMPROVEMENT] * 8


def test_shares_are_written_in_percent() -> None:
    chart = control_chart(
        "c", "In time", months([0.9, 0.98] * 8), Direction.INCREASE, 0.925, show=Show.SHARE, unit="share"
    )
    assert chart.description.startswith("16 months to July 2023: mean 94%, limits 72.7% to 115.3%.")
    assert "Target 92.5%: the process meets it in some months and misses it in others, by chance." in chart.description
    assert rows(chart)[0][1:5] == ["90%", "94%", "73%", "115%"]
    assert chart.notes == ("An upper limit above 100% is drawn at 100%.",)


def test_no_month_is_an_empty_chart_with_words() -> None:
    chart = control_chart("c", "Engagements", [], Direction.INCREASE)
    assert (chart.points, chart.table.rows, chart.description) == ((), (), "There is no month to show.")
