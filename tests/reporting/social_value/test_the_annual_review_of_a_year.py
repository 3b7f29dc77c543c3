"""The annual review: headline numbers with last year beside, value with ratio, hidden counts, days of knowledge."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chassis.errors import Invalid
from services.reporting.domain.metric import OF_NOBODY, ORGANISATION, Figure, Unit
from services.reporting.domain.pack.model import Audience, Mark, Pack, Show
from services.reporting.domain.pack.stated import Inputs
from services.reporting.domain.period import Period, quarter, year
from services.reporting.domain.social_value.adjusted import Standing
from services.reporting.domain.social_value.spending import Basis, Spend
from services.reporting.packs.wording import text_of
from tests.reporting.social_value.reviews import BEFORE, INPUTS, STATED, hard_outcomes, review, row, table, values

REVIEW = review()


def shown_by_hes(figure: Figure, _scope: str, _metric: str, _period: Period) -> Figure:
    """As Hospital Episode Statistics do: 1 to 7 hidden, other counts of people to the nearest 5."""
    if figure.unit in OF_NOBODY or not isinstance(figure.value, int):
        return figure
    if 0 < figure.value < 8:
        return replace(figure, value=None, hidden=True)
    return replace(figure, value=(figure.value + 2) // 5 * 5)


def written(pack: Pack, id: str, first: str) -> Mapping[str, str]:
    return {title: text_of(cell) for title, cell in row(pack, id, first).items()}


def test_the_five_values_their_sum_and_their_ratios_are_printed() -> None:
    names = ("Group facilitation", "Reducing substances", "Reducing A&E contact", "Employment support",
             "Reducing re-offending", "All programmes")  # fmt: skip

    assert [written(REVIEW, "gross-value", each)["Value"] for each in names] == [
        "£8,620,000", "£12,390,000", "£619,320", "£6,667,500", "£2,310,000", "£30,606,820",
    ]  # fmt: skip
    assert [written(REVIEW, "value-ratios", each)["Saved for each £1"] for each in names] == [
        "£34", "£26", "£3", "£5", "£8", "£12",
    ]  # fmt: skip


def test_a_ratio_stands_with_its_spend_its_basis_and_its_interval() -> None:
    assert written(REVIEW, "value-ratios", "Group facilitation") == {
        "Programme": "Group facilitation",
        "Value": "£8,620,000",
        "Spend": "£253,529.41",
        "Spend at least": "£249,855.07",
        "Spend at most": "£257,313.43",
        "How the spend is known": "implied by the printed ratio",
        "Before rounding": "£34",
        "Saved for each £1": "£34",
        "At least": "£33.50",
        "At most": "£34.50",
    }


def test_3_717_hours_are_worth_over_38_731_pounds() -> None:
    assert written(REVIEW, "volunteer-value", "Volunteer hours") == {
        "Counted": "Volunteer hours",
        "Hours": "3,717",
        "Value of an hour": "£10.42",
        "Value": "£38,731",
        "Qualifier": "over, pence dropped",
    }


def test_the_public_purse_is_apart_from_earnings_and_wellbeing() -> None:
    assert written(REVIEW, "value-by-bearer", "Employment support") == {
        "Programme": "Employment support",
        "Fiscal: the public purse": "£2,857,500",
        "Economic": "£3,810,000",
        "Social": "£0",
        "All": "£6,667,500",
    }
    whole = row(REVIEW, "value-by-bearer", "All programmes")
    parts = [whole[each].value for each in ("Fiscal: the public purse", "Economic", "Social")]
    assert parts == [12_729_320, 12_435_000, 5_442_500]
    assert sum(parts) == whole["All"].value == 30_606_820  # type: ignore[arg-type]


def test_last_year_stands_beside_this_year_with_what_is_stated_of_both() -> None:
    assert written(REVIEW, "headlines", "People reached (worked with)") == {
        "Measure": "People reached (worked with)",
        "Counted 2023/24": "4,600",
        "Counted 2022/23": "0",
        "Change": "+4,600",
        "Stated 2023/24": "4,600",
        "Qualifier": "more than",
        "Stated 2022/23": "not known [x]",
    }
    engagements = written(REVIEW, "headlines", "Engagements")
    assert (engagements["Counted 2022/23"], engagements["Stated 2022/23"]) == ("35,470", "35,470")
    assert engagements["Stated 2023/24"] == "not known [x]"


def test_a_value_that_rio_and_the_organisation_show_is_added_once() -> None:
    shown = [
        (cells[0].value, cells[1].value, text_of(cells[2]), cells[4].value)
        for cells in table(REVIEW, "value-shown-by").rows
    ]
    again = "no: it repeats the value of another part"

    assert shown == [
        ("The organisation", "Group facilitation", "£8,620,000", "yes"),
        ("The organisation", "Reducing substances", "£12,390,000", "yes"),
        ("The organisation", "Reducing A&E contact", "£619,320", "yes"),
        ("The organisation", "Employment support", "£6,667,500", "yes"),
        ("The organisation", "Reducing re-offending", "£2,310,000", again),
        ("Liaison and Diversion, RECONNECT", "Reducing re-offending", "£2,310,000", "yes"),
        ("RIO", "Group facilitation", "£8,620,000", again),
        ("RIO", "Reducing substances", "£12,390,000", again),
    ]


def test_a_contract_with_its_own_spend_has_a_ratio_of_all_that_it_shows() -> None:
    spend = Spend(
        period="2023/24",
        contract="rio",
        basis=Basis.STATED,
        pounds=Decimal(1_000_000),
        source="the finance team",
        known_from=date(2024, 9, 1),
    )
    changed = replace(INPUTS.values, spends=(*INPUTS.values.spends, spend))
    rows = table(review(inputs=Inputs(changed, INPUTS.reviews)), "value-shown-by").rows

    assert [text_of(cell) for cell in rows[-1]] == [
        "RIO", "All programmes", "£21,010,000", "£21", "no: it is the sum of this part",
    ]  # fmt: skip


def test_without_a_spend_the_value_is_printed_and_no_ratio() -> None:
    bare = Inputs(replace(INPUTS.values, spends=()), INPUTS.reviews)
    found = written(review(inputs=bare), "value-ratios", "Group facilitation")

    assert (found["Value"], found["Spend"], found["Saved for each £1"]) == ("£8,620,000", "not known [x]", "[x]")
    assert written(review(inputs=bare), "value-ratios", "All programmes")["Saved for each £1"] == "[x]"


def test_a_hidden_count_hides_its_pounds_its_ratio_and_every_sum_with_it() -> None:
    few = {
        **STATED,
        ("hard-outcomes", "liaison-and-diversion", "2023/24"): hard_outcomes(re_offending_reduced=5),
    }
    pack = review(few, audience=Audience.PUBLIC, profile="hes", shown=shown_by_hes)

    for in_table, first, column in (
        ("gross-value", "Reducing re-offending", "Value"),
        ("gross-value", "All programmes", "Value"),
        ("value-ratios", "Reducing re-offending", "Value"),
        ("value-ratios", "Reducing re-offending", "Before rounding"),
        ("value-ratios", "All programmes", "Value"),
        ("value-ratios", "All programmes", "Saved for each £1"),
        ("value-by-bearer", "Reducing re-offending", "Fiscal: the public purse"),
        ("value-by-bearer", "All programmes", "Economic"),
        ("stated-figures", "ro_value", "Counted here"),
        ("stated-figures", "ro_ratio", "Counted here"),
        ("stated-figures", "roi_total", "Counted here"),
        ("stated-figures", "ro_count", "Counted here"),
    ):
        cell = row(pack, in_table, first)[column]
        assert (in_table, first, column, cell.value, cell.mark) == (in_table, first, column, None, Mark.CONFIDENTIAL)
    assert "Reducing re-offending" not in {cells[1].value for cells in table(pack, "value-shown-by").rows}
    assert "All programmes, by the stated overall ratio" not in values(pack, "value-ratios", "Value")


def test_pounds_follow_from_the_count_as_it_is_shown() -> None:
    pack = review(audience=Audience.PUBLIC, profile="hes", shown=shown_by_hes)

    assert row(pack, "gross-value", "Reducing A&E contact")["Count"].value == 395
    assert row(pack, "gross-value", "Reducing A&E contact")["Value"].value == 395 * 1560
    assert row(pack, "volunteer-value", "Volunteer hours")["Value"].value == 38_731


def test_a_figure_of_very_few_people_is_shown_inside_the_organisation_alone() -> None:
    public = review(audience=Audience.PUBLIC, profile="hes", shown=shown_by_hes)

    assert row(REVIEW, "stated-figures", "lc_group")["Stated"].value == 8
    assert row(public, "stated-figures", "lc_group")["Stated"].mark is Mark.CONFIDENTIAL


def test_an_illustration_of_the_adjustment_is_marked_and_for_management_alone() -> None:
    inside = written(REVIEW, "adjusted-value", "Reducing re-offending")

    rates = written(REVIEW, "adjustments", "Reducing re-offending")
    assert (rates["Deadweight"], rates["Attribution"], rates["Displacement"]) == ("40%", "25%", "0%")
    assert rates["Standing"] == "illustration: made up, to show the method"
    assert (inside["Gross value"], inside["Impact of year 1"]) == ("£2,310,000", "£1,039,500")
    assert (inside["Social return"], inside["Net social return"], inside["Payback in months"]) == (
        "£3.60", "£2.60", "3.3",
    )  # fmt: skip
    assert len(table(REVIEW, "sensitivity").rows) == 6
    for audience in (Audience.PUBLIC, Audience.COMMISSIONER):
        outside = review(audience=audience)
        assert written(outside, "adjusted-value", "Reducing re-offending")["Present value"] == "not known [x]"
        assert [each.id for each in outside.tables() if each.id == "sensitivity"] == []


def test_rates_that_were_found_are_printed_for_everybody() -> None:
    found = replace(INPUTS.values.adjustments[0], standing=Standing.FOUND, source="an evaluation")
    inputs = Inputs(replace(INPUTS.values, adjustments=(found,)), INPUTS.reviews)
    outside = review(inputs=inputs, audience=Audience.PUBLIC)

    assert written(outside, "adjusted-value", "Reducing re-offending")["Social return"] == "£3.60"
    assert table(outside, "adjustments").notes == ()


def test_a_review_as_at_an_earlier_day_knows_no_input_of_a_later_one() -> None:
    earlier = review(as_at=date(2024, 3, 31))

    assert [cells[0].value for cells in table(earlier, "gross-value").rows] == ["All programmes"]
    assert written(earlier, "volunteer-value", "Volunteer hours")["Value"] == "not known [x]"
    assert {cells[7].value for cells in table(earlier, "stated-figures").rows} == {"AR20", "A20"}
    assert len(table(earlier, "stated-figures").rows) == 5


def test_a_year_of_which_the_organisation_states_nothing_is_counted_all_the_same() -> None:
    earlier = review(period=BEFORE)

    assert written(earlier, "headlines", "Engagements")["Counted 2022/23"] == "35,470"
    assert written(earlier, "headlines", "Engagements")["Stated 2022/23"] == "not known [x]"
    assert "stated" not in {each.id for each in earlier.sections}


@pytest.mark.parametrize("period", [quarter(year(2023).first), Period("12-to-2024-03", year(2023).first, 24290)])
def test_another_period_than_a_financial_year_is_refused(period: Period) -> None:
    with pytest.raises(Invalid, match="financial year"):
        review(period=period)


def test_hours_with_minutes_are_valued_exactly_and_pence_dropped() -> None:
    counts = {**STATED, ("volunteer-hours", ORGANISATION, "2023/24"): [Figure("volunteer hours", Unit.HOURS, 50.0)]}
    whole = written(review(counts), "volunteer-value", "Volunteer hours")

    assert (whole["Value"], whole["Qualifier"]) == ("£521", "exact")


def test_every_row_of_every_table_is_as_long_as_its_columns_and_ids_are_unique() -> None:
    ids = [each.id for each in REVIEW.tables()]

    assert len(ids) == len(set(ids))
    for each in REVIEW.tables():
        assert {len(cells) for cells in each.rows} <= {len(each.columns)}, each.id
    assert {cell.show for cells in table(REVIEW, "gross-value").rows for cell in cells[-1:]} == {Show.POUNDS}
