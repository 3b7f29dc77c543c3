"""Grants: what projects that applied to the funds were awarded."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.messages.sessions import GrantRecorded
from services.reporting.domain.metric import (
    Definition,
    Direction,
    Figure,
    Metric,
    Observation,
    Tally,
    Unit,
    count_in,
    of_word,
    sum_in,
    times_in,
    with_total,
)
from services.reporting.domain.period import Period, month_of
from services.reporting.domain.records.activity import Activity

_DECIDED, _AWARDED, _MONEY = "applications decided", "awards", "money awarded"


def _observe(activity: Activity) -> Sequence[Observation]:
    """The pounds of each decision: nought of one that awarded nothing."""
    grant = activity.what
    if not isinstance(grant, GrantRecorded):
        return ()
    return ((of_word(activity.contract, grant.fund), month_of(grant.on), grant.pounds),)


def _read(words: Mapping[str, Tally], period: Period, _until: date) -> Sequence[Figure]:
    decided = {fund: count_in(tally, period) for fund, tally in words.items()}
    awarded = {fund: decided[fund] - times_in(tally, period, 0) for fund, tally in words.items()}
    money = {fund: sum_in(tally, period) for fund, tally in words.items()}
    return [
        *with_total(_DECIDED, Unit.GRANTS, _named(_DECIDED, decided)),
        *with_total(_AWARDED, Unit.GRANTS, _named(_AWARDED, awarded)),
        *with_total(_MONEY, Unit.POUNDS, _named(_MONEY, money)),
    ]


def _named(what: str, by_fund: Mapping[str, int]) -> Mapping[str, int]:
    return {f"{fund}: {what}": number for fund, number in by_fund.items()}


GRANTS = Metric(
    definition=Definition(
        id="grants",
        title="Grants",
        numerator="applications to a fund that were decided in the period, those of them that were awarded something, "
        "and the whole pounds that were awarded, by fund",
        denominator=None,
        unit=Unit.GRANTS,
        clock="day of the decision",
        direction=Direction.NEUTRAL,
        version=1,
        valid_from=date(2022, 4, 1),
        method="grants go to projects and organisations; of applications that are not decided nothing is known here",
    ),
    read_words=_read,
    of_activity=_observe,
)
