"""SWEMWBS: the short Warwick-Edinburgh mental wellbeing scale, with its conversion table."""

from collections.abc import Sequence

from services.outcomes.domain.instruments.instrument import Instrument, Missing, Range, Result, alike

METRIC_IN_HUNDREDTHS = (
    700, 951, 1125, 1240, 1333, 1408, 1475, 1532, 1584, 1636, 1688, 1743, 1798, 1859, 1925,
    1998, 2073, 2154, 2235, 2321, 2411, 2503, 2602, 2703, 2813, 2931, 3070, 3255, 3500,
)  # fmt: skip
"""The metric score of each raw sum, from 7 to 35."""


def _converted(answers: Sequence[int]) -> Result:
    return Result(score_in_hundredths=METRIC_IN_HUNDREDTHS[sum(answers) - len(answers)])


SWEMWBS = Instrument(
    id="swemwbs",
    version=1,
    title="Short Warwick-Edinburgh Mental Wellbeing Scale (SWEMWBS)",
    items=alike(7, lowest=1, highest=5),
    missing=Missing.NO_SCORE,
    scoring=_converted,
    score_in_hundredths=Range(700, 3500),
    higher_is_better=True,
    reliable_change_in_hundredths=287,
    source=(
        "Seven items from 1 to 5, raw 7 to 35, converted by the published table: 9 to 35 [V], 7 and 8 [?]. A missing"
        " item gives no score [2]. Reliable change 2.87, which is 2.77 standard errors of measurement: Shah et al."
        " 2018, Health Qual Life Outcomes 16:239 [V]; which threshold the commissioner wants [?]."
    ),
    licence="Registration with the University of Warwick [2]; conditions for a charity [?].",
)
