"""What changed for people in the demonstration years, and what was given: outcomes, training, signposting, hours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deploy.demo.cases import Case
from deploy.demo.cast import Cast
from deploy.demo.days import a_day, in_turn, portions

_HOURS_AT_A_TIME = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A person with a contract, from a day to a day of one year; `case` is None of a drop-in."""

    contract: str
    person: int
    first: date
    last: date
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is dated and about one person: an outcome, a signposting, a start of training."""

    span: Span
    on: date
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Time given by a volunteer, who is nobody's person."""

    contract: str
    volunteer: int
    on: date
    minutes: int


def spans(of: Cast, cases: Mapping[str, Sequence[Case]]) -> dict[str, tuple[Span, ...]]:
    """By contract, everyone worked with in the year and when."""
    first, last = of.year.first_day, of.year.last_day
    found: dict[str, tuple[Span, ...]] = {}
    for contract, own in cases.items():
        living = [
            case for case in own if case.accepted_on and case.received_on <= last and case.lasts_to(last) >= first
        ]
        supported = [
            Span(contract, case.person, max(first, case.first_contact_on), case.lasts_to(last), case) for case in living
        ]
        known = {span.person for span in supported}
        drop_ins = [
            Span(contract, person, first, last) for person in of.attenders.get(contract, ()) if person not in known
        ]
        found[contract] = tuple(span for span in (*supported, *drop_ins) if span.first <= span.last)
    return found


def hard_outcomes(of: Cast, within: Mapping[str, Sequence[Span]], seed: str) -> Iterator[Change]:
    """Of each kind as many as the sizes say; nobody has two of a kind before everyone has one."""
    for outcome in of.year.hard_outcomes:
        chance = Random(f"{seed}/hard/{outcome.kind}/{of.year.label}")
        candidates = _each_once([span for contract in outcome.contracts for span in within[contract] if span.case])
        for span in in_turn(candidates, outcome.count, chance):
            yield Change(span, _day(span, chance), outcome.kind)


def soft_outcomes(of: Cast, within: Mapping[str, Sequence[Span]], seed: str) -> Iterator[Change]:
    """Spread over everyone worked with."""
    yield from _spread(within, of.year.soft_outcomes, Random(f"{seed}/soft/{of.year.label}"))


def signpostings(of: Cast, within: Mapping[str, Sequence[Span]], seed: str) -> Iterator[Change]:
    """Spread over everyone worked with."""
    yield from _spread(within, of.year.signpostings, Random(f"{seed}/signposting/{of.year.label}"))


def training(of: Cast, within: Mapping[str, Sequence[Span]], seed: str) -> Iterator[Change]:
    """Different people, once each."""
    chance = Random(f"{seed}/training/{of.year.label}")
    everyone = _each_once([span for own in within.values() for span in own])
    for span in chance.sample(everyone, k=of.year.into_accredited_training):
        yield Change(span, _day(span, chance))


def volunteering(of: Cast, contract: str, volunteers: int, seed: str) -> Iterator[Hours]:
    """The year's whole hours, about three at a time."""
    chance = Random(f"{seed}/volunteering/{of.year.label}")
    for hours in portions(of.year.volunteer_hours, of.year.volunteer_hours // _HOURS_AT_A_TIME, chance, 1, least=1):
        on = a_day(chance, of.year.first_day, of.year.last_day)
        yield Hours(contract, chance.randrange(volunteers), on, hours * 60)


def looked_at(span: Span, after: int) -> date | None:
    """The day so long after the span began, None if it had ended by then."""
    on = span.first + timedelta(days=after)
    return on if on <= span.last else None


def _spread(within: Mapping[str, Sequence[Span]], count: int, chance: Random) -> Iterator[Change]:
    everyone = [span for own in within.values() for span in own]
    for span, share in zip(everyone, portions(count, len(everyone), chance, spread=3), strict=True):
        for _ in range(share):
            yield Change(span, _day(span, chance))


def _each_once(among: Sequence[Span]) -> list[Span]:
    return list({span.person: span for span in among}.values())


def _day(span: Span, chance: Random) -> date:
    return a_day(chance, span.first, span.last)
