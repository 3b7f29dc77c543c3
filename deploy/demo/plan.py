"""The whole plan: what each contract's services are asked, in the order in which it can be asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from chassis.handling import Desk
from deploy.demo import changes, gatherings, outcomes, referrals, sessions
from deploy.demo.cases import Case, Contact, cases, contacts
from deploy.demo.cast import Cast, Casts, cast
from deploy.demo.changes import Change, Span
from deploy.demo.figures import Sizes
from deploy.demo.playing import Stage
from deploy.demo.referrals import Known, by_contract
from services.outcomes.api.office import Desks as OutcomesDesks
from services.outcomes.domain.terms import OutcomesTerms
from services.referrals.domain.terms import ReferralTerms
from services.sessions.api.office import Desks as SessionsDesks
from services.sessions.domain.terms import SessionsTerms

T = TypeVar("T", Contact, Change)
MEETINGS = 48
"""Meetings of each contract's team with others in a year. Invented."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract's services as far as the plan needs them: terms, and the desks over their logs."""

    slug: str
    referrals_terms: ReferralTerms
    sessions_terms: SessionsTerms
    outcomes_terms: OutcomesTerms
    referrals: Desk[Any, Any, Any]
    sessions: SessionsDesks
    outcomes: OutcomesDesks


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything that was drawn from the seed, before any service is asked."""

    casts: Casts
    cases: Mapping[str, tuple[Case, ...]]
    known: Known


def drawn(sizes: Sizes, key: bytes) -> Drawn:
    """People, their parts and their referrals, under the organisation's key."""
    casts = cast(sizes)
    return Drawn(casts, by_contract(cases(casts, sizes.seed)), referrals.known(casts.people, key))


def plans(sizes: Sizes, contracts: Sequence[Contract], key: bytes, today: date) -> dict[str, list[Stage]]:
    """The stages of every contract; raises `ValueError` if the sizes name one that is not there."""
    missing = set(sizes.people.shares) - {contract.slug for contract in contracts}
    if missing:
        raise ValueError(f"the sizes name contracts that have no terms: {', '.join(sorted(missing))}")
    of = drawn(sizes, key)
    years = {each.year.label: _Year(each, of, sizes.seed) for each in (of.casts.earlier, of.casts.later)}
    return {
        contract.slug: list(_stages(contract, of, years, sizes, today))
        for contract in contracts
        if contract.slug in of.cases
    }


class _Year:
    """What happens in one year, contract by contract."""

    def __init__(self, of: Cast, drawn: Drawn, seed: str) -> None:
        self.cast, self.label = of, of.year.label
        self.spans = changes.spans(of, drawn.cases)
        self.contacts = _by_contract(contacts(of, drawn.cases, seed), lambda each: each.case.contract)
        self.signpostings = _changes(changes.signpostings(of, self.spans, seed))
        self.hard = _changes(changes.hard_outcomes(of, self.spans, seed))
        self.soft = _changes(changes.soft_outcomes(of, self.spans, seed))
        self.training = _changes(changes.training(of, self.spans, seed))


def _stages(contract: Contract, of: Drawn, years: Mapping[str, _Year], sizes: Sizes, today: date) -> Iterator[Stage]:
    own = of.cases[contract.slug]
    began = sizes.earlier.first_day - timedelta(days=30)
    yield from referrals.stages(own, contract.referrals_terms, contract.referrals, of.known, today)
    yield sessions.listed_services(contract.sessions_terms, contract.sessions, began, today)
    yield from _groups(contract, of, years, sizes, began, today)
    for year in years.values():
        yield from _year(contract, year, of.known, sizes, today)
    yield from referrals.closures(own, contract.referrals_terms, contract.referrals, today)


def _groups(
    contract: Contract, of: Drawn, years: Mapping[str, _Year], sizes: Sizes, began: date, today: date
) -> Iterator[Stage]:
    slug, terms = contract.slug, contract.sessions_terms
    counts = [year.cast.year.groups[slug].sessions for year in years.values() if slug in year.cast.year.groups]
    if not counts:
        return
    series = sessions.series(terms, max(counts))
    yield sessions.groups(slug, series, contract.sessions, began)
    for year in years.values():
        if slug in year.cast.year.groups:
            held = gatherings.sessions(year.cast, slug, series, sizes.seed)
            yield sessions.held(slug, year.label, held, series, began, terms, contract.sessions, of.known, today)


def _year(contract: Contract, year: _Year, known: Known, sizes: Sizes, today: date) -> Iterator[Stage]:
    slug, label = contract.slug, year.label
    held, told = contract.sessions_terms, contract.outcomes_terms
    spans: Sequence[Span] = year.spans.get(slug, ())
    first_day, days = year.cast.year.first_day, 364 // MEETINGS
    meetings = [first_day + timedelta(days=days * number) for number in range(MEETINGS)]
    desks, outcome_desks = contract.sessions, contract.outcomes
    yield sessions.contacts(slug, f"contacts {label}", year.contacts.get(slug, []), held, desks, known, today)
    yield sessions.signpostings(
        slug, f"signpostings {label}", year.signpostings.get(slug, []), held, desks, known, today
    )
    if slug == next(iter(year.cast.year.groups)):
        hours = list(changes.volunteering(year.cast, slug, sessions.VOLUNTEERS, sizes.seed))
        yield sessions.hours(slug, f"volunteering {label}", hours, held, desks, today)
    yield sessions.meetings(slug, f"staff activities {label}", meetings, held, desks, today)
    yield from outcomes.plans(slug, label, spans, told, outcome_desks, known, today)
    yield outcomes.questionnaires(slug, f"questionnaires {label}", spans, told, outcome_desks, known, sizes.seed, today)
    yield outcomes.hard_outcomes(
        slug, f"hard outcomes {label}", year.hard.get(slug, []), told, outcome_desks, known, today
    )
    yield outcomes.soft_outcomes(
        slug, f"soft outcomes {label}", year.soft.get(slug, []), told, outcome_desks, known, today
    )
    yield outcomes.into_training(
        slug, f"training {label}", year.training.get(slug, []), told, outcome_desks, known, today
    )


def _changes(of: Iterable[Change]) -> dict[str, list[Change]]:
    return _by_contract(of, lambda each: each.span.contract)


def _by_contract(of: Iterable[T], contract: Any) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for each in of:
        found.setdefault(contract(each), []).append(each)
    return found
