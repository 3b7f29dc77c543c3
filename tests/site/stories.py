"""Figures over people's whole stories, counted from the event stores alone: a further part of `yearly`.

Each person's days are gathered in plain lists, and every figure of a financial year is worked out from them anew.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.site.lives import Event, corrected, last_day, said_by, streams

_STOPPERS = ("01", "02", "04", "11")
_ENDINGS = ("referral-closed", "referral-declined", "referral-withdrawn", "referral-transferred")
_STANDARD, _WEEKS = 28, (52, 78, 104)
_BETTER = {"barc-10": (1, 1), "eq-5d-5l": (1, 1), "ndta": (-1, 1), "reqol-10": (1, 500), "swemwbs": (1, 287)}
_SESSIONS = 12


class Open(NamedTuple):
    """From one day to another in which a referral was open; the last day of all if it still is."""

    first: date
    last: date


@dataclass
class Case:
    """A referral: receipt, stretches in which it was open, steps reached."""

    received: date
    stretches: list[Open]
    steps: set[str]

    @property
    def until(self) -> date:
        return max((each.last for each in self.stretches), default=date.max)


@dataclass
class Life:
    """What happened with one person in one contract, or in several together."""

    cases: list[Case] = field(default_factory=list)
    stretches: list[Open] = field(default_factory=list)
    discharged: list[date] = field(default_factory=list)
    assessed: list[date] = field(default_factory=list)
    told: set[date] = field(default_factory=set)
    contacts: list[date] = field(default_factory=list)
    presences: list[date] = field(default_factory=list)
    programmes: list[tuple[date, str]] = field(default_factory=list)
    plans: list[date] = field(default_factory=list)
    filled_in: list[date] = field(default_factory=list)
    readings: list[tuple[str, date, int, int]] = field(default_factory=list)
    qualifying: list[date] = field(default_factory=list)
    answers: list[tuple[date, str, str]] = field(default_factory=list)

    def sessions(self, since: date) -> list[date]:
        """Presences, and contacts by a qualifying channel after the day of the first one."""
        met = [*self.contacts, *(self.told - set(self.contacts))]
        first = min((day for day in met if day >= since), default=date.max)
        return sorted([*(day for day in self.presences if day >= since), *(day for day in met if day > first)])

    def met(self) -> list[date]:
        return sorted([*self.contacts, *(self.told - set(self.contacts))])


Who = Callable[[str], str]
Figures = dict[str, dict[str, float | None]]


def told_by_people(stores: Mapping[str, Mapping[str, Sequence[Event]]], year: str, who: Who) -> Mapping[str, Figures]:
    """The figures of each contract, and of all of them under `*`."""
    found: dict[str, Figures] = {}
    lives = {contract: _lives(services, who) for contract, services in stores.items()}
    waits: dict[str, list[tuple[date, Sequence[Open], date | None]]] = defaultdict(list)
    funnel: Counter[str] = Counter()
    spells: list[int] = []
    for contract, of_contract in lives.items():
        own = list(of_contract.values())
        told = {clock: list(_waits(clock, own)) for clock in _CLOCKS}
        steps, new = _funnel(own, year), list(_new_spells(own, year))
        found[contract] = {**_of_people(own, year), **_of_cases(told, steps, new, year)}
        found[contract]["first-sessions"] = _sessions([life.sessions(date.min) for life in own], year)
        for clock, each in told.items():
            waits[clock] += each
        funnel += steps
        spells += new
    everybody = _together(lives.values())
    found["*"] = {**_of_people(list(everybody.values()), year), **_of_cases(waits, funnel, spells, year)}
    by_person: dict[str, list[date]] = defaultdict(list)
    for of_contract in lives.values():
        for person, life in of_contract.items():
            by_person[person] += life.sessions(date.min)
    found["*"]["first-sessions"] = _sessions([sorted(days) for days in by_person.values()], year)
    return found


def _together(lives: Iterable[Mapping[str, Life]]) -> Mapping[str, Life]:
    whole: dict[str, Life] = defaultdict(Life)
    for of_contract in lives:
        for person, life in of_contract.items():
            for name in ("stretches", "discharged", "programmes", "readings", "qualifying", "answers"):
                getattr(whole[person], name).extend(getattr(life, name))
    return whole


# --- gathering ---------------------------------------------------------------------------------------


def _lives(services: Mapping[str, Sequence[Event]], who: Who) -> Mapping[str, Life]:
    lives: dict[str, Life] = defaultdict(Life)
    for told in streams(services.get("referrals", ())).values():
        _referral(corrected(told), lives[who(told[0]["person_ref"])])
    for told in streams(e for e in services.get("sessions", ()) if "session_id" in e).values():
        _session(told, lives, who)
    both = [*services.get("sessions", ()), *services.get("outcomes", ())]
    for told in streams(e for e in both if "entry_id" in e).values():
        noun, _, how = said_by(told[-1]).rpartition("-")
        if how != "withdrawn" and told[-1]["content"].get("person_ref"):
            _entry(noun, told[-1]["content"], lives[who(told[-1]["content"]["person_ref"])])
    for told in streams(e for e in services.get("outcomes", ()) if "plan_id" in e).values():
        agreed = [each for each in told if said_by(each) in ("plan-agreed", "plan-corrected")]
        if agreed and all(said_by(each) != "plan-withdrawn" for each in told):
            life, on = lives[who(agreed[-1]["person_ref"])], date.fromisoformat(agreed[-1]["agreed_on"])
            life.plans.append(on)
            life.qualifying.append(on)
    said = [e for e in services.get("referrals", ()) if said_by(e) == "characteristic-recorded"]
    for each in {(e["person_ref"], e["characteristic"]): e for e in sorted(said, key=lambda e: e["version"])}.values():
        answer = (date.fromisoformat(each["recorded_on"]), each["characteristic"], each["answer"])
        lives[who(each["person_ref"])].answers.append(answer)
    return lives


def _referral(standing: Sequence[Event], life: Life) -> None:
    received, opened = None, None
    stretches: list[Open] = []
    steps: set[str] = set()
    met: list[tuple[date, str]] = []
    for each in standing:
        kind = said_by(each)
        if kind == "referral-received":
            received = opened = date.fromisoformat(each["received_on"])
        elif kind == "referral-reopened":
            opened = opened or date.fromisoformat(each["reopened_on"])
        elif kind in _ENDINGS:
            on = date.fromisoformat(each[kind.removeprefix("referral-") + "_on"])
            if opened is not None:
                stretches.append(Open(opened, max(on, opened)))
            opened = None
            if kind in ("referral-closed", "referral-transferred"):
                life.discharged.append(on)
                steps.add("closed")
        elif kind == "referral-accepted":
            steps.add("accepted")
        elif kind == "referral-triaged":
            life.assessed.append(date.fromisoformat(each["triaged_on"]))
        elif kind == "first-contact-made":
            met.append((date.fromisoformat(each["contacted_on"]), each["channel"]))
        elif kind == "step-taken":
            steps.add(each["step"])
    if opened is not None:
        stretches.append(Open(opened, date.max))
    life.stretches += stretches
    if met:
        life.qualifying.append(min(met)[0])
    stopping = {on for on, channel in met if channel in _STOPPERS}
    life.told |= stopping
    if received is not None:
        life.cases.append(Case(received, stretches, steps | ({"first-contact"} if stopping else set())))


def _session(told: Sequence[Event], lives: Mapping[str, Life], who: Who) -> None:
    by_kind = {said_by(event): event for event in told}
    held = by_kind.get("session-corrected") or by_kind.get("session-held")
    if held is None or "session-withdrawn" in by_kind or "session-cancelled" in by_kind:
        return
    lines: dict[str, Event] = {}
    for each in told:
        if said_by(each) in ("attendance-recorded", "attendance-corrected"):
            lines[each["line_id"]] = each
        elif said_by(each) == "attendance-withdrawn":
            lines.pop(each["line_id"], None)
    on = date.fromisoformat(held["held_on"])
    present = {line["person_ref"] for line in lines.values() if line["attendance"] == "present"} - {None}
    for life in [lives[who(ref)] for ref in present]:
        life.presences.append(on)
        life.qualifying.append(on)
        life.programmes.append((on, by_kind["session-planned"]["programme"]))


def _entry(noun: str, content: Mapping[str, Any], life: Life) -> None:
    on = date.fromisoformat(content["on"])
    if noun == "contact" and content["attendance"] in ("5", "6"):
        life.qualifying.append(on)
        life.programmes.append((on, content["programme"]))
        if content["channel"] in _STOPPERS:
            life.contacts.append(on)
    elif noun in ("hard-outcome", "soft-outcome"):
        life.qualifying.append(on)
    elif noun == "questionnaire":
        life.filled_in.append(on)
        score, scale = content.get("score_in_hundredths"), content.get("scale")
        value = score if score is not None else None if scale is None else 100 * scale
        if value is not None:
            order = ("first", "review", "last").index(content["occasion"])
            life.readings.append((content["instrument"], on, order, value))


# --- people ------------------------------------------------------------------------------------------


def _of_people(lives: Sequence[Life], year: str) -> Figures:
    end, eve = last_day(year), date(int(year[:4]), 3, 31)
    reached = [life for life in lives if any(_in(day, year) for day in life.qualifying)]
    return {
        "caseload": {"caseload": sum(_open_at(life, end) for life in lives)},
        "people-discharged": {"people discharged": sum(any(_in(d, year) for d in life.discharged) for life in lives)},
        "new-and-carried-forward": {
            "new": sum(not _open_at(life, eve) for life in reached),
            "carried forward": sum(_open_at(life, eve) for life in lives),
        },
        "people-by-programme": _programmes(lives, year),
        "characteristics": _characteristics(reached),
        "distance-travelled": _distances(lives, year),
    }


def _in(day: date, year: str) -> bool:
    return date(int(year[:4]), 4, 1) <= day <= last_day(year)


def _open_at(life: Life, day: date) -> bool:
    return any(first <= day < last for first, last in life.stretches)


def _programmes(lives: Sequence[Life], year: str) -> dict[str, float | None]:
    met = [{programme for on, programme in life.programmes if _in(on, year)} for life in lives]
    figures: Counter[str] = Counter(programme for programmes in met for programme in programmes)
    return {"people of any programme": sum(map(bool, met)), **figures}


def _characteristics(reached: Sequence[Life]) -> dict[str, float | None]:
    figures: Counter[str] = Counter({"people reached": len(reached), "gender": len(reached)})
    for life in reached:
        given = [said for said in sorted(life.answers) if said[1] == "gender" and said[2] != "not-known"]
        figures[f"gender: {given[-1][2] if given else 'not-known'}"] += 1
    return dict(figures)


def _distances(lives: Sequence[Life], year: str) -> dict[str, float | None]:
    changes: dict[str, list[int]] = defaultdict(list)
    for life in lives:
        of: dict[str, list[tuple[date, int, int]]] = defaultdict(list)
        for instrument, *told in life.readings:
            if _in(told[0], year):
                of[instrument].append(tuple(told))  # type: ignore[arg-type]
        for instrument, readings in of.items():
            if len(readings) > 1:
                changes[instrument].append(max(readings)[2] - min(readings)[2])
    figures: dict[str, float | None] = {}
    for instrument, told_of in changes.items():
        way, least = _BETTER[instrument]
        figures[f"{instrument}: people"] = len(told_of)
        figures[f"{instrument}: improved"] = better = sum(way * change >= least for change in told_of)
        figures[f"{instrument}: worse"] = worse = sum(-way * change >= least for change in told_of)
        figures[f"{instrument}: same"] = len(told_of) - better - worse
        figures[f"{instrument}: share improved"] = better / len(told_of)
        figures[f"{instrument}: mean change"] = round(sum(told_of) / len(told_of) / 100, 2)
    return figures


def _sessions(days: Iterable[Sequence[date]], year: str) -> dict[str, float | None]:
    numbers = Counter(at for each in days for at, day in enumerate(each, start=1) if _in(day, year))
    return {"first session" if at == 1 else f"session {at}": numbers[at] for at in range(1, _SESSIONS + 1)}


# --- referrals ---------------------------------------------------------------------------------------

_CLOCKS = ("first-session", "plan", "second-contact", "care-in-place")
_Wait = tuple[date, Sequence[Open], date | None]


def _waits(clock: str, lives: Iterable[Life]) -> Iterator[_Wait]:
    for life in lives:
        if clock == "care-in-place":
            for spell in _spells(life, 5):
                parts = (life.assessed, life.plans, life.filled_in, life.sessions(spell.first))
                days = [_first(part, *spell) for part in parts]
                known = [day for day in days if day is not None]
                yield spell.first, [spell], max(known) if len(known) == len(days) else None
            continue
        for case in life.cases:
            if clock == "first-session":
                stop = _first(life.sessions(case.received), case.received, case.until)
            elif clock == "plan":
                stop = _first(life.plans, case.received, case.until)
            else:
                after = [day for day in life.met() if case.received <= day <= case.until]
                stop = after[1] if len(after) > 1 else None
            yield case.received, case.stretches, stop


def _first(days: Iterable[date], since: date, until: date) -> date | None:
    return min((day for day in days if since <= day <= until), default=None)


def _spells(life: Life, gap: int) -> list[Open]:
    found: list[Open] = []
    for first, last in sorted(life.stretches):
        if found and (found[-1].last == date.max or first <= found[-1].last + timedelta(days=gap)):
            found[-1] = Open(found[-1].first, max(last, found[-1].last))
        else:
            found.append(Open(first, last))
    return found


def _funnel(lives: Iterable[Life], year: str) -> Counter[str]:
    steps: Counter[str] = Counter()
    for life in lives:
        for case in life.cases:
            if not _in(case.received, year):
                continue
            steps.update({"received", *case.steps})
            steps["first-session"] += _first(life.sessions(case.received), case.received, case.until) is not None
            steps["plan-agreed"] += _first(life.plans, case.received, case.until) is not None
    return steps


def _new_spells(lives: Iterable[Life], year: str) -> Iterator[int]:
    """Months since the spell before, 6 or 12 if it ended within so many, or 0."""
    for life in lives:
        before: date | None = None
        for first, last in _spells(life, 0):
            if _in(first, year) and any(case.received == first for case in life.cases):
                within = [months for months in (6, 12) if before is not None and first <= _later(before, months)]
                yield min(within, default=0)
            before = last


def _later(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


def _of_cases(
    waits: Mapping[str, Sequence[_Wait]], funnel: Mapping[str, int], spells: Sequence[int], year: str
) -> Figures:
    figures: Figures = {
        "funnel": dict(funnel),
        "re-referrals": {
            "within 6 months": spells.count(6),
            "within 12 months": spells.count(6) + spells.count(12),
            "new spells": len(spells),
        },
    }
    for clock, told in waits.items():
        figures[f"days-to-{clock}"] = _stopped([(s - since).days for since, _, s in told if s and _in(s, year)])
        figures[f"still-waiting-{clock}"] = _waiting(told, last_day(year))
    return figures


def _stopped(days: Sequence[int]) -> dict[str, float | None]:
    return {
        "median": statistics.median(days) if days else None,
        "90th percentile": _ninth_decile(days),
        "clock stopped": len(days),
        "share within 28 days": sum(each <= _STANDARD for each in days) / len(days) if days else None,
        "within 28 days": sum(each <= _STANDARD for each in days),
        "29 days to 52 weeks": sum(_STANDARD < each <= 7 * _WEEKS[0] for each in days),
        **{f"over {weeks} weeks": sum(each > 7 * weeks for each in days) for weeks in _WEEKS},
    }


def _waiting(waits: Iterable[_Wait], end: date) -> dict[str, float | None]:
    ages = [
        (end - since).days
        for since, stretches, stop in waits
        if (stop is None or stop > end) and any(first <= end < last for first, last in stretches)
    ]
    return {
        "waiting at the end": len(ages),
        "median days so far": statistics.median(ages) if ages else None,
        **{f"waiting over {weeks} weeks": sum(age > 7 * weeks for age in ages) for weeks in _WEEKS},
    }


def _ninth_decile(days: Sequence[int]) -> float | None:
    if len(days) > 1:
        return statistics.quantiles(days, n=10, method="inclusive")[8]
    return days[0] if days else None
