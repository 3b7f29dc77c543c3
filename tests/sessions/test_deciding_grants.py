"""Grants from the contract's funds: what may be set down, and which rules of a fund an award has to keep."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.entry import Correct, Record, Withdraw
from services.sessions.domain.grant import decisions as grant
from services.sessions.domain.grant.events import GrantCorrected, GrantRecorded, GrantWithdrawn
from tests.sentences import given
from tests.sessions.builders import ENTRY, GRANT, TERMS, TODAY, UNHEARD, WORKER, june, terms

GRANTS = grant.decider(TERMS)
WITHDRAW = Withdraw(reason="entered-in-error")


def record(content: Any = GRANT, **changes: Any) -> Record[Any]:
    return Record(entry_id=ENTRY, content=replace(content, **changes), today=TODAY)


def correct(content: Any, **changes: Any) -> Correct[Any]:
    return Correct(content=replace(content, **changes), reason="wrong-details", today=TODAY)


def test_a_project_is_awarded_a_grant_once() -> None:
    given(GRANTS).when(record()).then(GrantRecorded(ENTRY, GRANT))
    given(GRANTS, GrantRecorded(ENTRY, GRANT)).when(record()).then()
    given(GRANTS, GrantRecorded(ENTRY, GRANT)).when(record(pounds=2000)).then_refused("already-recorded")


def test_an_application_may_be_told_by_its_decision_alone() -> None:
    least = replace(GRANT, fund="small", pounds=750, applied_on=None, interviewed_on=None, district=None)
    given(GRANTS).when(record(least)).then(GrantRecorded(ENTRY, least))


@pytest.mark.parametrize("pounds", [1, 4998, 4999])
def test_up_to_the_largest_award_of_a_fund(pounds: int) -> None:
    given(GRANTS).when(record(pounds=pounds)).then(GrantRecorded(ENTRY, replace(GRANT, pounds=pounds)))


def test_an_award_keeps_the_rules_of_its_fund() -> None:
    given(GRANTS).when(record(pounds=5000)).then_invalid(("pounds", "largest-award"))
    given(GRANTS).when(record(fund="small", pounds=1001)).then_invalid(("pounds", "largest-award"))
    given(GRANTS).when(record(interviewed_on=None)).then_invalid(("interviewed_on", "interview"))
    given(GRANTS).when(record(pounds=5000, interviewed_on=None)).then_invalid(
        ("pounds", "largest-award"), ("interviewed_on", "interview")
    )


def test_who_was_awarded_nothing_needs_no_interview() -> None:
    nothing = replace(GRANT, pounds=0, interviewed_on=None)
    given(GRANTS).when(record(nothing)).then(GrantRecorded(ENTRY, nothing))


def test_rules_are_set_aside_for_a_reason_of_the_terms() -> None:
    given(GRANTS).when(record(UNHEARD)).then(GrantRecorded(ENTRY, UNHEARD))
    given(GRANTS).when(record(UNHEARD, exception="tea")).then_invalid(("exception", "unknown-exception"))
    given(GRANTS).when(record(exception="colleague-ill")).then_invalid(("exception", "no-exception-needed"))


def test_which_rules_were_set_aside_follows_from_the_terms() -> None:
    both = replace(UNHEARD, pounds=5000)
    assert grant.by_the_terms(TERMS, both).set_aside == ("largest-award", "interview")
    assert grant.by_the_terms(TERMS, replace(UNHEARD, set_aside=())).set_aside == ("interview",)
    assert grant.by_the_terms(TERMS, GRANT).set_aside == ()
    given(GRANTS).when(record(both)).then_invalid(("set_aside", "not-by-the-terms"))
    given(GRANTS).when(record(set_aside=("interview",))).then_invalid(("set_aside", "not-by-the-terms"))


def test_a_contract_without_funds_awards_nothing() -> None:
    given(grant.decider(terms(funds={}))).when(record()).then_invalid(("fund", "unknown-fund"))


def test_a_grant_says_every_fault_at_once() -> None:
    wrong = {"fund": "tea", "on": date(2025, 7, 1), "pounds": -1, "district": "east", "workers": (WORKER, WORKER)}
    given(GRANTS).when(record(**wrong)).then_invalid(
        ("fund", "unknown-fund"),
        ("pounds", "too-small"),
        ("on", "in-the-future"),
        ("district", "unknown-district"),
        ("workers", "named-twice"),
    )


def test_application_interview_and_decision_follow_each_other() -> None:
    given(GRANTS).when(record(applied_on=june(2), interviewed_on=june(2))).then(
        GrantRecorded(ENTRY, replace(GRANT, applied_on=june(2), interviewed_on=june(2)))
    )
    given(GRANTS).when(record(interviewed_on=june(3))).then_invalid(("interviewed_on", "after-the-decision"))
    given(GRANTS).when(record(applied_on=date(2025, 5, 13))).then_invalid(("applied_on", "after-the-decision"))


def test_a_grant_is_corrected_and_withdrawn() -> None:
    before = GrantRecorded(ENTRY, GRANT)
    given(GRANTS, before).when(correct(GRANT, pounds=3000)).then(
        GrantCorrected(ENTRY, replace(GRANT, pounds=3000), "wrong-details")
    )
    given(GRANTS, before).when(correct(GRANT, pounds=5000)).then_invalid(("pounds", "largest-award"))
    given(GRANTS, before).when(WITHDRAW).then(GrantWithdrawn(ENTRY, "entered-in-error"))
    given(GRANTS, before, GrantWithdrawn(ENTRY, "entered-in-error")).when(WITHDRAW).then()
