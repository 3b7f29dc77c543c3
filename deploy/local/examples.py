"""A handful of example referrals for every contract, sent through the real API, with people who do not exist.

Each request has an idempotency key that follows from the contract and the step: sent again, it changes nothing.
Values come from the contract's own terms: a contract that is new has examples too.
"""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from chassis.clock import today
from chassis.terms import read_terms
from contracts.roles import Role
from deploy.local.calls import call
from deploy.local.faults import LocalFault
from deploy.local.saying import Progress
from deploy.local.tokens import Keys, mint
from services.referrals.domain.terms import ReferralTerms, Step

NAMESPACE = UUID("5c8a7f0e-3f0b-4d3c-9a55-6f7b1d0e2a41")
"""Ids of the examples follow from this one."""
REPEATED = 409
"""The day of the first load was forgotten, so that the same keys now come with other dates: they were loaded before."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; the NHS number is of the range that is never given to anyone."""

    given: str
    family: str
    born_on: str
    sex: str
    nhs_number: str


def nhs_number(nth: int) -> str:
    """The nth number of the range 999 that has a check digit."""
    found = 0
    for serial in range(1_000_000):
        digits = f"999{serial:06d}"
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
        if check == 10:
            continue
        if found == nth:
            return f"{digits}{0 if check == 11 else check}"
        found += 1
    raise ValueError(f"the range 999 has no {nth} numbers")


PEOPLE = tuple(
    Person(given, family, born_on, sex, nhs_number(number))
    for number, (given, family, born_on, sex) in enumerate(
        [
            ("Ash", "Example", "1961-02-03", "male"),
            ("Bryony", "Invented", "1974-05-16", "female"),
            ("Clover", "Madeup", "1983-09-27", "female"),
            ("Dale", "Fictional", "1992-12-08", "male"),
            ("Elder", "Pretend", "1958-07-19", "other"),
            ("Fern", "Imagined", "1989-11-30", "female"),
            ("Glen", "Notional", "1996-01-21", "male"),
        ],
        start=1,
    )
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request of an example; `path` follows the referral's own address, empty for the receipt."""

    step: str
    path: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """One referral and what happened to it."""

    person: Person
    requests: tuple[Request, ...]


def examples(terms: ReferralTerms, shift: int, day: date) -> tuple[Example, ...]:
    """Five referrals, from waiting to seen. `shift` chooses the people, some of whom contracts share."""
    return tuple(
        Example(PEOPLE[(shift * 2 + number) % len(PEOPLE)], tuple(_story(terms, number, day))) for number in range(5)
    )


def referral_body(person: Person, terms: ReferralTerms, received_on: date, number: int) -> dict[str, Any]:
    """What a team sends for a new referral."""
    return {
        "person": {
            "given_names": [person.given],
            "family_name": person.family,
            "born_on": person.born_on,
            "sex": person.sex,
            "nhs_number": person.nhs_number,
        },
        "received_on": received_on.isoformat(),
        "source": terms.sources[number % len(terms.sources)],
        "route": terms.routes[number % len(terms.routes)],
        "urgency": ("routine", "urgent")[number % 2],
    }


def _story(terms: ReferralTerms, number: int, day: date) -> Iterator[Request]:
    began = day - timedelta(days=20 - 3 * number)
    yield Request("receive", "", {"received_on": began.isoformat()})
    if number == 0:
        return
    if Step.REFERRER_CONTACTED in terms.steps_before_acceptance:
        yield Request("contact-referrer", "referrer-contact", {"on": _later(began, 1)})
    yield Request("triage", "triage", {"on": _later(began, 1), "risk_level": terms.risk_levels[0]})
    if number == 4:
        yield Request("decline", "decline", {"on": _later(began, 2), "reason": terms.decline_reasons[0]})
        return
    if number >= 2:
        yield Request("accept", "accept", {"on": _later(began, 2)})
    if number >= 3:
        channel = terms.first_contact_channels[0]
        yield Request("first-contact", "first-contact", {"on": _later(began, 4), "channel": channel})


def _later(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def without_examples(home: Path, contracts: Iterable[str]) -> tuple[str, ...]:
    """Which of the contracts have no examples yet."""
    known = _Memory.read(home / "examples.json").contracts
    return tuple(contract for contract in sorted(contracts) if contract not in known)


async def load_examples(home: Path, folder: Path, addresses: Mapping[str, str], keys: Keys, say: Progress) -> int:
    """Sends the examples of each contract that has none yet to its address, and gives how many referrals were sent.

    What is refused is said, and the rest goes on.
    """
    memory = _Memory.read(home / "examples.json")
    contracts = without_examples(home, addresses)
    day = date.fromisoformat(memory.loaded_on)
    loads = [
        _load_contract(folder, contract, shift, addresses[contract], keys, day)
        for shift, contract in enumerate(sorted(addresses))
        if contract in contracts
    ]
    sent = await asyncio.gather(*loads, return_exceptions=True)
    for contract, outcome in zip(contracts, sent, strict=True):
        if isinstance(outcome, LocalFault):
            say(f"examples of {contract}: {outcome}")
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            memory.contracts.append(contract)
    memory.write(home / "examples.json")
    referrals = sum(outcome for outcome in sent if isinstance(outcome, int))
    say(f"{referrals} example referrals sent" if contracts else "the example referrals are there from before")
    return referrals


@dataclass(slots=True)
class _Memory:
    """The day of the first load, since the same keys must come with the same dates ever after; and who has examples."""

    loaded_on: str
    contracts: list[str]

    @staticmethod
    def read(file: Path) -> "_Memory":
        if not file.exists():
            memory = _Memory(today().isoformat(), [])
            memory.write(file)
        return _Memory(**json.loads(file.read_text()))

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=2) + "\n")


async def _load_contract(folder: Path, contract: str, shift: int, address: str, keys: Keys, day: date) -> int:
    terms = read_terms(folder, contract, "referrals", ReferralTerms).content
    token = mint(keys.private, "local-examples", {contract: [Role.TEAM_LEADER]})
    loaded = 0
    for number, example in enumerate(examples(terms, shift, day)):
        url = f"{address}/referrals"
        for request in example.requests:
            body = request.body
            if not request.path:
                body = referral_body(example.person, terms, date.fromisoformat(body["received_on"]), number)
            key = str(uuid5(NAMESPACE, f"{contract}/{number}/{request.step}"))
            where = f"{url}/{request.path}" if request.path else url
            answer = await call("POST", where, token=token, body=body, headers={"Idempotency-Key": key})
            if answer.status == REPEATED:
                break
            if not answer.ok:
                raise LocalFault(f"{request.step} was answered with {answer.status}: {answer.detail}")
            if not request.path:
                url = f"{url}/{answer.body['referral_id']}"
        loaded += 1
    return loaded
