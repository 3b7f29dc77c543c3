"""Invented worlds: several contracts tell of few people, with corrections, late entries and links."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

from contracts.messages.referrals import CharacteristicRecorded
from tests.reporting import working
from tests.reporting.telling import Referral, Telling
from tests.reporting.working import Entry, outcomes_of, sessions_of

CONTRACTS = ("rio", "long-covid", "changing-futures")
_START = date(2025, 1, 15)
_DAYS = st.integers(0, 400)
_PEOPLE = st.integers(1, 4)
_REASONS = st.sampled_from(("entered-in-error", "recorded-twice", "recorded-elsewhere"))
_PROGRAMMES = st.sampled_from(("groups", "forum"))
_WAYS = st.sampled_from([(), ("connect",), ("connect", "be-active")])


@st.composite
def worlds(draw: st.DrawFn, lifelike: bool = False) -> list[Telling]:
    """One telling for each service of each contract; clocks of recording go back now and then.

    Days of a referral come in any order, unless the world is lifelike: then they come in theirs, and more happens with
    fewer people in fewer contracts.
    """
    contracts, people, most = (CONTRACTS[:2], st.integers(1, 2), 12) if lifelike else (CONTRACTS, _PEOPLE, 6)
    referrals = [Telling(contract) for contract in CONTRACTS]
    sessions = [sessions_of(contract) for contract in CONTRACTS]
    outcomes = [outcomes_of(contract) for contract in CONTRACTS]
    for number in range(draw(st.integers(1, most))):
        at, of = draw(st.integers(0, len(contracts) - 1)), draw(people)
        match draw(st.sampled_from(("referral", "session", "entry", "answer"))):
            case "referral" if lifelike:
                _life(draw, referrals[at].referral(number, of))
            case "referral":
                _referral(draw, referrals[at].referral(number, of))
            case "session":
                _session(draw, sessions[at], number, people)
            case "answer":
                _answers(draw, referrals[at], of)
            case _:
                _entry(draw, sessions[at], outcomes[at], number, of)
        if draw(st.integers(0, 9 if lifelike else 1)) == 0:
            one, other = draw(_PEOPLE), draw(_PEOPLE)
            if one != other:
                draw(st.sampled_from(referrals)).link(one, other, _day(draw))
    return [*referrals, *sessions, *outcomes]


def _day(draw: st.DrawFn) -> date:
    return _START + timedelta(days=draw(_DAYS))


def _answers(draw: st.DrawFn, telling: Telling, of: int) -> None:
    """What a person answers to one question in the course of time; who takes it down keeps "not known" from replacing
    an answer, and an older answer from replacing a newer one."""
    told = [body.recorded_on for _, body in telling.messages if isinstance(body, CharacteristicRecorded)]
    on, answers = max([_day(draw), *told]), ["female", "male", "not-stated"]
    for answer in draw(st.lists(st.sampled_from(answers if told else ["not-known", *answers]), min_size=1, max_size=3)):
        if answer != "not-known" or not told:
            telling.answer(of, "gender", answer, on, typed=_day(draw))
        told.append(on)
        on += timedelta(days=draw(st.integers(0, 40)))


def _life(draw: st.DrawFn, referral: Referral) -> None:
    """A referral that keeps the order of its days and of its steps, closed and opened again in turn."""
    on = _day(draw)
    referral.received(on, typed=_day(draw))
    done: set[str] = set()
    stands = "open"
    for step in draw(st.lists(st.sampled_from(("triaged", "accepted", "contacted", "step", "turn")), max_size=8)):
        on += timedelta(days=draw(st.sampled_from((0, 1, 5, 6, 30, 200, 400))))
        typed = _day(draw)
        if step == "turn" and stands == "open":
            stands = draw(st.sampled_from(_ENDINGS["accepted" in done]))
            getattr(referral, stands)(on, typed=typed)
        elif step == "turn" and stands == "closed":
            referral.reopened(on, typed=typed)
            stands = "open"
        elif stands == "open" and step == "step":
            referral.step(on, draw(st.sampled_from(("screened", "assessed"))), typed=typed)
        elif stands == "open" and step == "contacted" and step not in done:
            referral.contacted(on, draw(st.sampled_from(("01", "09", "11"))), typed=typed)
        elif stands == "open" and step in ("triaged", "accepted") and step not in done:
            {"triaged": referral.triaged, "accepted": referral.accepted}[step](on, typed=typed)
        done.add(step)


_ENDINGS = (("declined", "withdrawn"), ("closed", "closed", "closed", "withdrawn", "transferred"))
"""How a referral ends that was not accepted, and one that was."""


def _referral(draw: st.DrawFn, referral: Referral) -> None:
    source, urgency = draw(st.sampled_from(("gp", "self"))), draw(st.sampled_from(("routine", "urgent")))
    referral.received(_day(draw), typed=_day(draw), source=source, urgency=urgency)
    steps: tuple[tuple[str, Callable], ...] = (
        ("referral-accepted", referral.accepted),
        ("referral-triaged", referral.triaged),
        ("referral-declined", referral.declined),
        ("referral-withdrawn", referral.withdrawn),
        ("referral-closed", referral.closed),
        ("referral-reopened", referral.reopened),
        ("referral-transferred", referral.transferred),
        (
            "first-contact-made",
            lambda on, typed: referral.contacted(on, draw(st.sampled_from(("01", "09", "11"))), typed=typed),
        ),
        ("rule-excepted", lambda on, typed: referral.excepted(on, "step-order", draw(_REASONS), typed=typed)),
        ("referral-amended", lambda on, typed: referral.amended(on, "emergency", typed=typed)),
    )
    told = ["referral-received"]
    for name, step in draw(st.lists(st.sampled_from(steps), max_size=5)):
        step(_day(draw), typed=_day(draw))
        told.append(name)
    for _ in range(draw(st.integers(0, 2))):
        version = draw(st.integers(1, len(told)))
        if draw(st.booleans()):
            referral.corrected(told[version - 1], version, _day(draw), typed=_day(draw), reason=draw(_REASONS))
        else:
            referral.struck(told[version - 1], version, typed=_day(draw), reason=draw(_REASONS))


def _session(draw: st.DrawFn, telling: Telling, number: int, people: st.SearchStrategy[int]) -> None:
    session = working.meeting(telling, number)
    kind, ways = draw(st.sampled_from(("group", "gathering", "drop-in"))), draw(_WAYS)
    session.planned(
        _day(draw), kind, ways, programme=draw(_PROGRAMMES), group=draw(st.sampled_from((None, 1))), typed=_day(draw)
    )
    if draw(st.integers(0, 4)) == 0:
        session.cancelled(_day(draw))
        return
    session.held(_day(draw), typed=_day(draw))
    attendances = st.sampled_from(("present", "present", "absent", "cancelled", "declined"))
    whoever = st.one_of(st.none(), people)
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


def _entry(draw: st.DrawFn, sessions: Telling, outcomes: Telling, number: int, of: int) -> None:
    on, typed = _day(draw), _day(draw)
    kind = draw(st.integers(0, 10))
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
    elif kind == 8:
        score = draw(st.sampled_from((None, 1000, 1200, 1500, 2000)))
        instrument = draw(st.sampled_from(("swemwbs", "ndta", "barc-10")))
        entry = working.reading(outcomes, number, of, on, score, instrument, typed=typed)
    elif kind == 9:
        aside = draw(st.sampled_from(((), ("largest-award",), ("largest-award", "interview"))))
        fund = draw(st.sampled_from(("bric", "stepping-stones")))
        entry = working.grant(sessions, number, on, draw(st.sampled_from((0, 900, 6000))), fund, *aside, typed=typed)
    else:
        _plan(draw, outcomes, number, of)
        return
    changed = draw(st.integers(0, 3))
    if changed in (1, 3):
        entry.corrected(_day(draw), on=_day(draw), reason=draw(_REASONS))
    if changed in (2, 3):
        entry.withdrawn(_day(draw), draw(_REASONS))


def _plan(draw: st.DrawFn, outcomes: Telling, number: int, of: int) -> None:
    plan = working.plan(outcomes, number, of)
    plan.agreed(_day(draw), typed=_day(draw), together=draw(st.booleans())).goal(_day(draw))
    if draw(st.booleans()):
        plan.corrected(_day(draw), typed=_day(draw))
    if draw(st.integers(0, 3)) == 0:
        plan.withdrawn(_day(draw))
