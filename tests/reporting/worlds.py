"""Invented worlds: several contracts tell of few people, with corrections, late entries and links."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.reporting import working
from tests.reporting.telling import Telling
from tests.reporting.working import Entry, outcomes_of, sessions_of

CONTRACTS = ("rio", "long-covid", "changing-futures")
_START = date(2025, 1, 15)
_DAYS = st.integers(0, 400)
_PEOPLE = st.integers(1, 4)
_WAYS = st.sampled_from([(), ("connect",), ("connect", "be-active")])


@st.composite
def worlds(draw: st.DrawFn) -> list[Telling]:
    """One telling for each service of each contract; clocks of recording go back now and then."""
    referrals = [Telling(contract) for contract in CONTRACTS]
    sessions = [sessions_of(contract) for contract in CONTRACTS]
    outcomes = [outcomes_of(contract) for contract in CONTRACTS]
    for number in range(draw(st.integers(1, 6))):
        match draw(st.sampled_from(("referral", "session", "entry"))):
            case "referral":
                _referral(draw, draw(st.sampled_from(referrals)), number)
            case "session":
                _session(draw, draw(st.sampled_from(sessions)), number)
            case _:
                at = draw(st.integers(0, len(CONTRACTS) - 1))
                _entry(draw, sessions[at], outcomes[at], number)
        if draw(st.booleans()):
            one, other = draw(_PEOPLE), draw(_PEOPLE)
            if one != other:
                draw(st.sampled_from(referrals)).link(one, other, _day(draw))
    return [*referrals, *sessions, *outcomes]


def _day(draw: st.DrawFn) -> date:
    return _START + timedelta(days=draw(_DAYS))


def _referral(draw: st.DrawFn, telling: Telling, number: int) -> None:
    referral = telling.referral(number, of=draw(_PEOPLE))
    referral.received(_day(draw), typed=_day(draw))
    steps: tuple[tuple[str, Callable], ...] = (
        ("referral-accepted", referral.accepted),
        ("referral-declined", referral.declined),
        ("referral-withdrawn", referral.withdrawn),
        ("referral-closed", referral.closed),
        ("referral-reopened", referral.reopened),
        ("referral-transferred", referral.transferred),
        (
            "first-contact-made",
            lambda on, typed: referral.contacted(on, draw(st.sampled_from(("01", "09", "11"))), typed=typed),
        ),
    )
    told = ["referral-received"]
    for name, step in draw(st.lists(st.sampled_from(steps), max_size=5)):
        step(_day(draw), typed=_day(draw))
        told.append(name)
    for _ in range(draw(st.integers(0, 2))):
        version = draw(st.integers(1, len(told)))
        if draw(st.booleans()):
            referral.corrected(told[version - 1], version, _day(draw), typed=_day(draw))
        else:
            referral.struck(told[version - 1], version, typed=_day(draw))


def _session(draw: st.DrawFn, telling: Telling, number: int) -> None:
    session = working.meeting(telling, number)
    session.planned(_day(draw), draw(st.sampled_from(("group", "gathering", "drop-in"))), draw(_WAYS), typed=_day(draw))
    if draw(st.integers(0, 4)) == 0:
        session.cancelled(_day(draw))
        return
    session.held(_day(draw), typed=_day(draw))
    attendances = st.sampled_from(("present", "present", "absent", "cancelled", "declined"))
    whoever = st.one_of(st.none(), _PEOPLE)
    lines = draw(st.integers(0, 3))
    for line in range(lines):
        session.line(line, draw(whoever), draw(attendances), typed=_day(draw))
    if draw(st.booleans()):
        session.heads(draw(st.integers(0, 20)), draw(st.sampled_from(("01", "11"))), typed=_day(draw))
    for _ in range(draw(st.integers(0, 2)) if lines else 0):
        line = draw(st.integers(0, lines - 1))
        if draw(st.booleans()):
            session.line_corrected(line, draw(whoever), draw(attendances), typed=_day(draw))
        else:
            session.line_withdrawn(line, typed=_day(draw))
    match draw(st.integers(0, 5)):
        case 0:
            session.corrected(_day(draw), typed=_day(draw))
        case 1:
            session.withdrawn(_day(draw))


def _entry(draw: st.DrawFn, sessions: Telling, outcomes: Telling, number: int) -> None:
    on, typed, of = _day(draw), _day(draw), draw(_PEOPLE)
    kind = draw(st.integers(0, 8))
    entry: Entry
    if kind == 0:
        channel, code = draw(st.sampled_from(("01", "02", "09"))), draw(st.sampled_from("234567"))
        entry = working.contact(sessions, number, of, on, channel, code, typed=typed)
    elif kind == 1:
        entry = working.signposting(sessions, number, on, draw(st.sampled_from(("housing", "debt"))), typed=typed)
    elif kind == 2:
        entry = working.volunteering(sessions, number, on, draw(st.integers(0, 200)), of, typed=typed)
    elif kind == 3:
        entry = working.staff_activity(sessions, number, on, typed=typed)
    elif kind in (4, 5):
        counted, cap = draw(st.sampled_from((("persons", None), ("instances", None), ("instances", 1))))
        entry = working.hard_outcome(outcomes, number, of, on, "housing", counted, cap, typed=typed)
    elif kind == 6:
        entry = working.soft_outcome(outcomes, number, of, on, draw(_WAYS), typed=typed)
    elif kind == 7:
        entry = working.training(outcomes, number, of, on, draw(st.sampled_from(("entered", "completed"))), typed=typed)
    else:
        _plan(draw, outcomes, number, of)
        return
    changed = draw(st.integers(0, 3))
    if changed in (1, 3):
        entry.corrected(_day(draw), on=_day(draw))
    if changed in (2, 3):
        entry.withdrawn(_day(draw))


def _plan(draw: st.DrawFn, outcomes: Telling, number: int, of: int) -> None:
    plan = working.plan(outcomes, number, of).agreed(_day(draw), typed=_day(draw)).goal(_day(draw))
    if draw(st.booleans()):
        plan.corrected(_day(draw), typed=_day(draw))
    if draw(st.integers(0, 3)) == 0:
        plan.withdrawn(_day(draw))
