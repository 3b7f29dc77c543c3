"""Figures of invented worlds taken apart: for any metric, scope, period and day the parts give the figure again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.reporting.domain.metric import ORGANISATION, Figure, Metric, Unit
from services.reporting.domain.metrics import opening
from services.reporting.domain.metrics.acceptance import ACCEPTANCE
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.metrics.days_to_first_contact import DAYS_TO_FIRST_CONTACT
from services.reporting.domain.metrics.hard_outcomes import HARD_OUTCOMES
from services.reporting.domain.metrics.open_referrals import OPEN_REFERRALS
from services.reporting.domain.metrics.opening import Opened, Parts, Wanted
from services.reporting.domain.metrics.people_in_two_contracts import PEOPLE_IN_TWO_CONTRACTS, of_pair, pair_scope
from services.reporting.domain.metrics.people_reached import PEOPLE_REACHED
from services.reporting.domain.metrics.people_referred import PEOPLE_REFERRED
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.metrics.report import Asked, words_in
from services.reporting.domain.period import read_period
from services.reporting.domain.records.person import link_id
from services.reporting.projection.stored import read_activity, read_gathering, read_journey, read_person
from tests.reporting import working
from tests.reporting.figures import TODAY, Figures, folded
from tests.reporting.telling import Telling, all_of, person
from tests.reporting.working import hard_outcome, outcomes_of, sessions_of
from tests.reporting.worlds import CONTRACTS, worlds

DAYS = st.integers(0, 500).map(timedelta)
ASKED = st.sampled_from(("2024/25", "2025/26-Q1", "2025-05", "2025-02-to-2025-08")).flatmap(
    lambda period: st.tuples(st.just(period), DAYS.map(lambda days: read_period(period, TODAY).starts_on + days))
)
"""Periods with days of knowledge from their first on."""
ALL = 1_000_000


def opened(figures: Figures, metric: Metric, day: date, contracts: Sequence[str]) -> Iterator[Opened]:
    """What a metric observes of every record of contracts, as known by a day."""
    for key, body in figures.journeys.items():
        if key[0] in contracts:
            yield from _if(opening.of_journey(metric, read_journey(*key, body), day))
    for key, body in figures.activities.items():
        if key[0] in contracts:
            yield from _if(opening.of_activity(metric, read_activity(key, body), day))
    for key, body in figures.gatherings.items():
        if key[0] in contracts:
            yield from _if(opening.of_gathering(metric, read_gathering(key, body), day))
    for body in figures.people.values():
        yield from _if(opening.of_person(metric, read_person(body), day, contracts))


def _if(found: Opened | None) -> Iterator[Opened]:
    if found is not None:
        yield found


def taken_apart(
    figures: Figures, metric: Metric, scope: str, period: str, as_at: date, name: str | None = None
) -> Parts:
    """All parts of a metric's figures in a scope."""
    asked = Asked(read_period(period, TODAY), as_at)
    wanted = Wanted(metric, opening.scopes_of(metric, scope, CONTRACTS), asked, name)
    last = asked.period.last
    words = words_in(metric, wanted.scopes, figures._tallies(as_at))
    until = {
        word: {key: times for key, times in tally.items() if times and key[0] <= last} for word, tally in words.items()
    }
    words = {word: tally for word, tally in until.items() if tally}
    for whole in (False, True):
        parts = Parts(wanted, words, ALL, 0, whole=whole)
        for record in opened(figures, metric, as_at, CONTRACTS if scope == ORGANISATION else of_pair(scope)):
            parts.take(record)
        if parts.give_the_figures:
            break
    return parts


def values(parts: Parts) -> dict[str, object]:
    """The figures by name."""
    return {figure.name: figure.value for figure in parts.figures}


def _not_nought(told: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if value}


@given(worlds(), ASKED)
@settings(max_examples=8, deadline=None)
def test_the_parts_of_every_figure_give_it_again(world: list[Telling], asked: tuple[str, date]) -> None:
    figures, (period, as_at) = folded(*all_of(*world)), asked
    for metric in CONTRACT_METRICS:
        for scope in (*CONTRACTS, ORGANISATION):
            parts = taken_apart(figures, metric, scope, period, as_at)
            assert parts.add_up, (metric.definition.id, scope)
            contracts = CONTRACTS if scope == ORGANISATION else (scope,)
            told = figures.figures(metric.definition.id, period, *contracts, as_at=as_at)
            # Of a word that comes up after the period alone, one of the two says nought and the other nothing.
            assert _not_nought(values(parts)) == _not_nought(told)


@given(worlds(lifelike=True), ASKED)
@settings(max_examples=8, deadline=None)
def test_the_parts_of_each_figure_by_its_name_give_it_again(world: list[Telling], asked: tuple[str, date]) -> None:
    figures, (period, as_at) = folded(*all_of(*world)), asked
    for metric in CONTRACT_METRICS:
        whole = taken_apart(figures, metric, "rio", period, as_at)
        for figure in whole.figures:
            parts = taken_apart(figures, metric, "rio", period, as_at, figure.name)
            assert parts.add_up, (metric.definition.id, figure.name)
            assert parts.figures == [figure]
            assert parts.total <= whole.total


@given(worlds(), ASKED)
@settings(max_examples=8, deadline=None)
def test_the_people_of_two_contracts_open_too(world: list[Telling], asked: tuple[str, date]) -> None:
    figures, (period, as_at) = folded(*all_of(*world)), asked
    parts = taken_apart(figures, PEOPLE_IN_TWO_CONTRACTS, pair_scope("rio", "long-covid"), period, as_at)
    assert parts.add_up
    told = figures.people_report(("long-covid", "rio"), period, as_at).overlaps
    assert [each.people for each in told] == parts.figures


def some_referrals() -> Figures:
    """One accepted, one declined, one not decided; one of the year before; one that was typed late."""
    rio = Telling("rio")
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(date(2025, 4, 9))
    rio.referral(2, of=2).received(date(2025, 4, 3)).declined(date(2025, 4, 4))
    rio.referral(3, of=3).received(date(2025, 4, 5))
    rio.referral(4, of=1).received(date(2025, 3, 1)).declined(date(2025, 3, 2))
    rio.referral(5, of=4).received(date(2025, 4, 6), typed=date(2025, 6, 1))
    return folded(*rio.messages)


def ids(parts: Parts) -> set[str]:
    """The parts of the page."""
    return {part.id for part in parts.page}


def referral(number: int) -> str:
    """The id of a referral by number."""
    return str(Telling("rio").referral(number, of=1).referral_id)


def test_a_figure_opens_into_the_records_it_counts_and_no_other() -> None:
    figures, day = some_referrals(), date(2025, 5, 1)
    received = taken_apart(figures, REFERRALS_RECEIVED, "rio", "2025/26", day)
    assert (values(received), ids(received)) == ({"received": 3}, {referral(number) for number in (1, 2, 3)})
    declined = taken_apart(figures, ACCEPTANCE, "rio", "2025/26", day, "declined")
    assert (values(declined), ids(declined)) == ({"declined": 1}, {referral(2)})
    assert declined.page[0].told_by == (("rio", "journey", referral(2)),)
    share = taken_apart(figures, ACCEPTANCE, "rio", "2025/26", day, "acceptance")
    assert (values(share), ids(share)) == ({"acceptance": 0.5}, {referral(number) for number in (1, 2)})
    days = taken_apart(figures, DAYS_TO_FIRST_CONTACT, "rio", "2025/26", day, "median")
    assert (values(days), ids(days)) == ({"median": 8}, {referral(1)})
    assert days.page[0].observations == (("rio", 2025 * 12 + 3, 8),)


def test_who_waits_no_longer_is_no_part_of_those_who_wait() -> None:
    figures = some_referrals()
    still_open = taken_apart(figures, OPEN_REFERRALS, "rio", "2025/26-Q1", date(2025, 5, 1))
    assert (values(still_open), ids(still_open)) == (
        {"open at the end": 2}, {referral(1), referral(3)},
    )  # fmt: skip


def test_records_that_give_a_figure_only_together_are_all_its_parts() -> None:
    metric = replace(
        REFERRALS_RECEIVED,
        read=lambda tally, _period, _until: (
            Figure("twice in a month", Unit.RECORDS, sum(1 for times in tally.values() if times > 1)),
        ),
    )
    figures, day = some_referrals(), date(2025, 5, 1)
    parts = taken_apart(figures, metric, "rio", "2025/26", day)
    assert (parts.add_up, values(parts)) == (True, {"twice in a month": 1})
    assert ids(parts) == {referral(number) for number in (1, 2, 3)}


def test_what_was_typed_late_is_in_it_from_that_day_on() -> None:
    figures = some_referrals()
    before = taken_apart(figures, REFERRALS_RECEIVED, "rio", "2025/26", date(2025, 5, 31))
    after = taken_apart(figures, REFERRALS_RECEIVED, "rio", "2025/26", date(2025, 6, 1))
    assert (values(before), values(after)) == ({"received": 3}, {"received": 4})
    assert ids(after) - ids(before) == {referral(5)}


def test_a_figure_that_the_metric_has_not_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        taken_apart(some_referrals(), ACCEPTANCE, "rio", "2025/26", date(2025, 5, 1), "accepted by phone")
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("figure", "unknown-figure")]


def test_pages_follow_each_other_and_all_of_it_is_counted_on_each() -> None:
    figures, day = some_referrals(), date(2025, 6, 1)
    asked = Asked(read_period("2025/26", TODAY), day)
    wanted = Wanted(REFERRALS_RECEIVED, ("rio",), asked)
    words = words_in(REFERRALS_RECEIVED, ("rio",), figures._tallies(day))
    found = []
    for offset in (0, 3):
        parts = Parts(
            wanted, {"": {key: times for key, times in words[""].items() if key[0] <= asked.period.last}}, 3, offset
        )
        for record in opened(figures, REFERRALS_RECEIVED, day, ("rio",)):
            parts.take(record)
        assert (parts.total, parts.add_up) == (4, True)
        found.append(ids(parts))
    assert [len(page) for page in found] == [3, 1]
    assert len(found[0] | found[1]) == 4


def test_a_report_that_says_what_no_record_does_is_found_out() -> None:
    figures, day = some_referrals(), date(2025, 6, 1)
    figures.ledger["referrals-received", "rio", 2025 * 12 + 3, 1, day] += 1
    assert not taken_apart(figures, REFERRALS_RECEIVED, "rio", "2025/26", day).add_up
    lacking = some_referrals()
    del lacking.ledger["referrals-received", "rio", 2025 * 12 + 3, 1, day]
    assert not taken_apart(lacking, REFERRALS_RECEIVED, "rio", "2025/26", day).add_up
    before_it = some_referrals()
    before_it.ledger["referrals-received", "rio", 2025 * 12 + 2, 1, day] += 1
    parts = taken_apart(before_it, REFERRALS_RECEIVED, "rio", "2025/26", day)
    assert (parts.give_the_figures, parts.add_up) == (True, False)


def test_somebody_is_told_of_by_the_records_that_the_metric_looks_at_of_the_contract_that_is_asked_about() -> None:
    rio, covid, outcomes = Telling("rio"), Telling("long-covid"), outcomes_of("rio")
    rio.referral(1, of=1).received(date(2025, 4, 1)).contacted(date(2025, 4, 9))
    covid.referral(1, of=1).received(date(2025, 4, 2)).contacted(date(2025, 4, 3))
    job = hard_outcome(outcomes, 1, 1, date(2025, 5, 1))
    working.signposting(sessions_of("rio"), 1, date(2025, 5, 1))
    figures, day = folded(*all_of(rio, covid, outcomes)), date(2025, 6, 1)
    (one,) = taken_apart(figures, HARD_OUTCOMES, "rio", "2025/26", day).page
    assert (one.kind, one.id) == ("person", person(1))
    assert one.told_by == (("rio", "hard-outcome", str(job.body.outcome_id)),)
    (reached,) = taken_apart(figures, PEOPLE_REACHED, "rio", "2025/26", day).page
    assert {key[:2] for key in reached.told_by} == {("rio", "journey"), ("rio", "hard-outcome")}
    (anywhere,) = taken_apart(figures, PEOPLE_REACHED, ORGANISATION, "2025/26", day).page
    assert {key[:2] for key in anywhere.told_by} == {
        ("rio", "journey"), ("rio", "hard-outcome"), ("long-covid", "journey"),
    }  # fmt: skip


def test_a_contract_sees_somebody_under_a_reference_that_it_knows() -> None:
    rio, covid = Telling("rio"), Telling("long-covid")
    covid.referral(1, of=1).received(date(2025, 4, 1))
    rio.referral(2, of=2).received(date(2025, 4, 2))
    rio.link(1, 2, date(2025, 4, 20))
    figures = folded(*all_of(rio, covid))
    (one,) = taken_apart(figures, PEOPLE_REFERRED, "rio", "2025/26", date(2025, 5, 1)).page
    assert one.id == person(2)
    link = ("rio", "link", str(link_id((person(1), person(2)))))
    assert one.told_by == (("rio", "journey", referral(2)), link)
    assert UUID(link[2]).version == 5
    (before,) = taken_apart(figures, PEOPLE_REFERRED, "rio", "2025/26", date(2025, 4, 19)).page
    assert before.told_by == (("rio", "journey", referral(2)),)
    both = taken_apart(figures, PEOPLE_REFERRED, ORGANISATION, "2025/26", date(2025, 5, 1))
    assert (values(both), ids(both)) == ({"people referred": 1}, {person(1)})
