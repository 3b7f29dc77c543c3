"""What may stand in a grant under a contract's terms."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.sessions.domain.faults import rule_faults, worker_faults
from services.sessions.domain.grant.events import Grant, GrantCorrected, GrantEvent, GrantRecorded, GrantWithdrawn
from services.sessions.domain.terms import SessionsTerms


def kind(terms: SessionsTerms) -> EntryKind[Grant]:
    """Grants as a kind of entry. They are about nobody."""
    return EntryKind(
        noun="grant",
        recorded=GrantRecorded,
        corrected=GrantCorrected,
        withdrawn=GrantWithdrawn,
        subject=lambda _: None,
        faults=lambda grant, today: _faults(terms, grant, today),
        reasons=terms.correction_reasons,
    )


def decider(terms: SessionsTerms) -> Decider[EntryCommand[Grant], GrantEvent, Entry[Grant]]:
    """The decider of grants."""
    return entry_decider(kind(terms))


def by_the_terms(terms: SessionsTerms, grant: Grant) -> Grant:
    """The grant with the rules of the terms of today that its exception sets aside."""
    unmet = () if grant.exception is None else tuple(fault.code for fault in _unmet(terms, grant))
    return replace(grant, set_aside=unmet)


def _faults(terms: SessionsTerms, grant: Grant, today: date) -> Iterator[Fault]:
    yield from _fund_faults(terms, grant)
    yield from in_the_future("on", grant.on, today)
    yield from _days_in_order(grant)
    if grant.district is not None:
        yield from not_one_of("district", grant.district, terms.districts)
    yield from worker_faults(grant.workers)
    yield from rule_faults(terms, list(_unmet(terms, grant)), grant.exception)
    if by_the_terms(terms, grant) != grant:
        yield Fault("set_aside", "the terms set otherwise which rules these are", "not-by-the-terms")


def _fund_faults(terms: SessionsTerms, grant: Grant) -> Iterator[Fault]:
    if not terms.funds:
        yield Fault("fund", "the contract has no fund from which it could be awarded", "unknown-fund")
    else:
        yield from not_one_of("fund", grant.fund, tuple(terms.funds))
    if grant.pounds < 0:
        yield Fault("pounds", f"pounds must be at least 0, not {grant.pounds}", "too-small")


def _days_in_order(grant: Grant) -> Iterator[Fault]:
    if grant.interviewed_on is not None and grant.interviewed_on > grant.on:
        yield Fault("interviewed_on", "the interview is no later than the decision", "after-the-decision")
    applied_by = grant.on if grant.interviewed_on is None else min(grant.interviewed_on, grant.on)
    if grant.applied_on is not None and grant.applied_on > applied_by:
        yield Fault("applied_on", "the application is no later than interview and decision", "after-the-decision")


def _unmet(terms: SessionsTerms, grant: Grant) -> Iterator[Fault]:
    """The rules of a fund that an award does not keep, by their codes; who was awarded nothing broke none."""
    fund = terms.funds.get(grant.fund)
    if fund is None or grant.pounds <= 0:
        return
    if grant.pounds > fund.largest_award:
        yield Fault("pounds", f"an award of this fund is £{fund.largest_award:,} at most", "largest-award")
    if fund.interview and grant.interviewed_on is None:
        yield Fault("interviewed_on", "an award of this fund follows an interview", "interview")
