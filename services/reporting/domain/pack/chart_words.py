"""What a control chart says, in plain words: for its description, its table and its notes."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from services.reporting.domain.pack.model import Show
from services.reporting.domain.spc.analysis import ENOUGH, Plotted, PointType, Rule, Settings

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""Names of the months, whatever language the machine is set to."""
_NUMERALS = (
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_ASSURED = {
    "consistent_pass": "as it stands, the process meets it every month",
    "consistent_fail": "as it stands, the process does not meet it in any month",
    "inconsistent": "the process meets it in some months and misses it in others, by chance",
}


def short_month(month: int) -> str:
    """A numbered month as an axis names it: Mar 2024."""
    return f"{MONTHS[month % 12][:3]} {month // 12}"


def long_month(month: int) -> str:
    """A numbered month as it is read: March 2024."""
    return f"{MONTHS[month % 12]} {month // 12}"


def number_of(count: int, one: str) -> str:
    """How many of something: 1 month, 2 months."""
    return f"{count} {one if count == 1 else one + 's'}"


def value_words(value: float, show: Show) -> str:
    """A number of the chart in a sentence: with one decimal unless it is whole, rounded half up as in the table."""
    number = Decimal(str(value)) * (100 if show is Show.SHARE else 1)
    text = f"{number.quantize(Decimal('0.1'), ROUND_HALF_UP):,}".removesuffix(".0")
    if show is Show.SHARE:
        return f"{text}%"
    return f"£{text}" if show is Show.POUNDS else text


def month_says(point: Plotted, settings: Settings) -> str:
    """What a month says, in a few words for a table."""
    if point.rule is None:
        return "no value" if point.value is None else "usual variation"
    return f"{_meaning(point, 'change')}: {_reason(point, settings)}"


def last_month_says(month: int, point: Plotted, settings: Settings) -> str:
    """The same of the last month with a value, as a sentence."""
    if point.rule is None:
        return f"{long_month(month)} shows no more than the usual variation."
    meaning = _meaning(point, "a change, neither good nor bad in itself")
    match point.rule:
        case Rule.OUTSIDE:
            what = f"{long_month(month)} lies {_reason(point, settings)}"
        case Rule.TWO_OF_THREE:
            what = f"{long_month(month)} is {_reason(point, settings)}"
        case Rule.TREND:
            run, verb = _numeral(settings.trend_run), "rise" if point.high else "fall"
            what = f"The last {run} months or more up to {long_month(month)} {verb}"
        case Rule.SHIFT:
            what = (
                f"The last {_numeral(settings.shift_run)} months or more up to {long_month(month)} lie {_side(point)}"
            )
            what += " the mean"
    return f"{what}: {meaning}."


def target_words(target: float, assurance: str | None, show: Show) -> str:
    """The target, and whether it can be relied on, as a sentence."""
    assured = _ASSURED.get(assurance or "")
    return f"Target {value_words(target, show)}{': ' + assured if assured else ''}."


def trial_notes(starts: Sequence[int], counts: Sequence[int]) -> list[str]:
    """A warning of each segment with too few months, by its first month and how many have a value."""
    return [
        f"Trial limits: {number_of(count, 'month')} from {long_month(start)} on, fewer than {ENOUGH}."
        for start, count in zip(starts, counts, strict=True)
        if count < ENOUGH
    ]


def _numeral(number: int) -> str:
    return _NUMERALS[number] if number < len(_NUMERALS) else str(number)


def _meaning(point: Plotted, neutral: str) -> str:
    return {PointType.IMPROVEMENT: "improvement", PointType.CONCERN: "concern"}.get(point.kind, neutral)


def _side(point: Plotted) -> str:
    return "above" if point.high else "below"


def _reason(point: Plotted, settings: Settings) -> str:
    limit = "upper limit" if point.high else "lower limit"
    match point.rule:
        case Rule.OUTSIDE:
            return f"{_side(point)} the {limit}"
        case Rule.TWO_OF_THREE:
            return f"one of two in three close to the {limit}"
        case Rule.TREND:
            return f"one of {_numeral(settings.trend_run)} or more {'rising' if point.high else 'falling'}"
        case _:
            return f"one of {_numeral(settings.shift_run)} or more {_side(point)} the mean"
