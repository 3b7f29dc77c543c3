"""What reporting reads of a contract's terms: its years, who is shown what, and what it is measured by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.reporting.domain.metric import Direction, Figure
from services.reporting.domain.period import APRIL, Period

ProfileName = Literal["hes", "mhsds", "ndtms", "model_hospital", "strict10"]
"""Names of the disclosure profiles, as `disclosure` has them."""
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is to reach in each period of a length, from a day on."""

    metric: str
    figure: str
    value: float
    """In the figure's own unit; a share from 0 to 1."""
    per: Literal["month", "quarter", "year"]
    valid_from: date
    valid_to: date | None = None
    """Last day on which it held; none while it holds."""


@dataclass(frozen=True, slots=True)
class ReportingTerms:
    """The section `[reporting]` of a contract's terms, which may be left out."""

    begins_on: date | None = None
    """First day of the contract: there is no report of an earlier period. None where nobody said."""
    headline: tuple[str, ...] = (
        "referrals-received", "people-reached", "engagements", "days-to-first-contact", "first-contact-in-time",
        "hard-outcomes",
    )  # fmt: skip
    """Metrics of the summary, in its order."""
    funnel: tuple[str, ...] = ("received", "accepted", "first-contact", "first-session", "plan-agreed", "closed")
    """Steps of the contract's way from receipt on, in their order, as the metric `funnel` names them."""
    year_starts: int = APRIL
    """Month in which the contract's own year begins."""
    commissioner_profile: ProfileName = "hes"
    public_profile: ProfileName = "strict10"
    wait_days: int | None = None
    """Waiting days beyond which a wait is over target; none for no target."""
    targets: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        """Raises `ValueError` that names every field, its value and the rule that it breaks."""
        if faults := tuple(_faults(self)):
            raise ValueError("; ".join(faults))


def _faults(terms: ReportingTerms) -> Iterator[str]:
    for name, words in (("headline", terms.headline), ("funnel", terms.funnel)):
        for word in sorted({each for each in words if words.count(each) > 1}):
            yield f"{name}: {word} stands more than once"
    if not 1 <= terms.year_starts <= _MONTHS:
        yield f"year_starts: {terms.year_starts} is no month from 1 to {_MONTHS}"
    if terms.wait_days is not None and terms.wait_days < 1:
        yield f"wait_days: {terms.wait_days} is less than 1"
    for number, target in enumerate(terms.targets):
        if target.value < 0:
            yield f"targets.{number}.value: {target.value} is less than 0"
        if target.valid_to is not None and target.valid_to < target.valid_from:
            yield f"targets.{number}.valid_to: {target.valid_to} is before valid_from, {target.valid_from}"


Verdict = Literal["met", "missed", "not yet", "nothing to measure"]
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


def target_of(targets: Sequence[Target], metric: str, figure: str, period: Period) -> Target | None:
    """The target of a figure that holds at the end of a period of its length, if there is one."""
    for target in targets:
        fits = _LENGTHS[target.per] == len(period.months)
        holds = target.valid_from <= period.ends_on and (target.valid_to is None or period.ends_on <= target.valid_to)
        if (target.metric, target.figure) == (metric, figure) and fits and holds:
            return target
    return None


def verdict(target: Target, figure: Figure, direction: Direction, complete: bool) -> Verdict:
    """Whether a figure reaches its target: at least for what is to increase, at most for what is to decrease.

    Until a period is over a target that is not reached is not missed yet, nor is one met that may still be overrun.
    """
    if figure.value is None:
        return "nothing to measure" if complete else "not yet"
    if direction is Direction.DECREASE:
        reached = figure.value <= target.value
        return ("met" if complete else "not yet") if reached else "missed"
    reached = figure.value >= target.value
    return "met" if reached else ("missed" if complete else "not yet")
