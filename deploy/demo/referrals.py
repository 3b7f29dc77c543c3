"""The referrals of the demonstration as commands to a contract's service: from receipt to closure, by its own terms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.handling import Desk
from deploy.demo.cases import Case
from deploy.demo.people import Invented
from deploy.demo.playing import Stage, Step, demo_id
from services.referrals.domain import commands
from services.referrals.domain.state import stream
from services.referrals.domain.terms import ReferralTerms, TakenBy, Urgency
from services.referrals.domain.terms import Step as Required
from services.referrals.people.details import NumberStatus, PersonDetails, Sex
from services.referrals.people.reference import reference
from services.referrals.people.register import registration

WORKERS = 24
"""Workers of a contract. Invented."""
_URGENT_EVERY, _RELEASED_EVERY = 9, 3


@dataclass(frozen=True, slots=True)
class Known:
    """The people as the services know them: details, and references that are the same in every contract."""

    details: tuple[PersonDetails, ...]
    refs: tuple[str, ...]


def known(people: Sequence[Invented], key: bytes) -> Known:
    """The people under the organisation's key."""
    details = tuple(
        PersonDetails(
            nhs_number=person.nhs_number,
            number_status=NumberStatus.TRACE_REQUIRED if person.nhs_number else NumberStatus.NOT_KNOWN,
            family=person.family,
            given=(person.given,),
            born_on=person.born_on,
            sex=Sex(person.sex),
        )
        for person in people
    )
    return Known(details, tuple(reference(key, each, demo_id("nobody")) for each in details))


def referral_id(case: Case) -> UUID:
    """The id of a case's referral."""
    return demo_id(case.contract, "referral", case.number)


def worker_id(contract: str, number: int) -> UUID:
    """The id of one of a contract's workers."""
    return demo_id(contract, "worker", number % WORKERS)


def stages(
    cases: Sequence[Case], terms: ReferralTerms, desk: Desk[Any, Any, Any], people: Known, today: date
) -> Iterator[Stage]:
    """Everything up to the first contact; `closures` ends them."""

    def stage(name: str, make: Callable[[Case], Any], of: Sequence[Case] = cases) -> Stage:
        return Stage(name, desk, [Step(_stream(case), make(case)) for case in of])

    accepted = [case for case in cases if case.accepted_on]
    yield Stage("referrals received", desk, [_received(case, terms, people, today) for case in cases], fresh=True)
    if Required.REFERRER_CONTACTED in terms.steps_before_acceptance:
        yield stage("referrers contacted", lambda case: commands.ContactReferrer(on=case.received_on, today=today))
    if Required.TRIAGED in terms.steps_before_acceptance:
        yield stage("referrals triaged", lambda case: _triage(case, terms, today))
    yield stage(
        "referrals accepted", lambda case: commands.AcceptReferral(on=_accepted_on(case), today=today), accepted
    )
    yield stage(
        "referrals declined",
        lambda case: commands.DeclineReferral(
            on=case.first_contact_on, reason=_one(terms.decline_reasons, case.number + 1), today=today
        ),
        [case for case in cases if not case.accepted_on],
    )
    yield stage(
        "workers named",
        lambda case: commands.AllocateReferral(
            on=_accepted_on(case), worker_id=worker_id(case.contract, case.number), today=today
        ),
        accepted,
    )
    yield stage(
        "first contacts",
        lambda case: commands.MakeFirstContact(on=case.first_contact_on, channel=case.first_channel, today=today),
        accepted,
    )
    yield from _funnel(accepted, terms, stage, today)
    if terms.release_rules:
        yield stage(
            "releases",
            lambda case: commands.RecordRelease(
                on=_accepted_on(case) + timedelta(days=10),
                released_on=_accepted_on(case) + timedelta(days=10),
                site=_one(terms.sites, case.number),
                today=today,
            ),
            [case for case in accepted if case.number % _RELEASED_EVERY == 0],
        )


def closures(cases: Sequence[Case], terms: ReferralTerms, desk: Desk[Any, Any, Any], today: date) -> Iterator[Stage]:
    """The end of those cases that end."""
    steps = [
        Step(
            _stream(case),
            commands.CloseReferral(on=case.closed_on, reason=_one(terms.closure_reasons, case.number), today=today),
        )
        for case in cases
        if case.closed_on
    ]
    yield Stage("referrals closed", desk, steps)


def _funnel(
    accepted: Sequence[Case], terms: ReferralTerms, stage: Callable[..., Stage], today: date
) -> Iterator[Stage]:
    """Steps that workers enter by hand; each later one by fewer people."""
    by_hand = [each for each in terms.steps if each.by is TakenBy.HAND]
    for nth, each in enumerate(by_hand):

        def take(case: Case, nth: int = nth, each: Any = each) -> commands.TakeStep:
            on = case.first_contact_on + timedelta(days=nth)
            site = _one(terms.sites, case.number) if each.at_site else None
            return commands.TakeStep(on=on, step=each.step, site=site, today=today)

        yield stage(f"step {each.step}", take, [case for case in accepted if _goes_on(case, nth, today)])


def _goes_on(case: Case, steps: int, today: date) -> bool:
    """Whether a case comes to the step after so many others: fewer do so at each."""
    comes = all(case.number % (before + 8) >= before for before in range(steps + 1))
    return comes and case.first_contact_on + timedelta(days=steps) <= (case.closed_on or today)


def _received(case: Case, terms: ReferralTerms, people: Known, today: date) -> Step:
    details = people.details[case.person]
    command = commands.ReceiveReferral(
        referral_id=referral_id(case),
        person_ref=people.refs[case.person],
        received_on=case.received_on,
        source=_one(terms.sources, case.number),
        route=_one([route for route in terms.routes if route != "bars"], case.number),
        urgency=Urgency.URGENT if case.number % _URGENT_EVERY == 0 else Urgency.ROUTINE,
        age=details.age_on(case.received_on),
        programme=_one(terms.programmes, case.number) if terms.programmes else None,
        today=today,
    )
    return Step(_stream(case), command, (registration(command.person_ref, details, command.referral_id),))


def _triage(case: Case, terms: ReferralTerms, today: date) -> commands.TriageReferral:
    return commands.TriageReferral(
        on=case.received_on, risk_level=_one(terms.risk_levels, case.number * 7 // 5), today=today
    )


def _accepted_on(case: Case) -> date:
    assert case.accepted_on is not None
    return case.accepted_on


def _stream(case: Case) -> str:
    return stream(referral_id(case))


def _one(of: Sequence[str], number: int) -> str:
    return of[number % len(of)]


def by_contract(cases: Sequence[Case]) -> Mapping[str, tuple[Case, ...]]:
    """The cases of each contract, in their order."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.contract, []).append(case)
    return {contract: tuple(own) for contract, own in found.items()}
