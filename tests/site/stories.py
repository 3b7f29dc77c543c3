"""Figures over people's whole stories, counted from the event stores alone: a further part of `yearly`.

Every figure of a financial year is worked out anew from each person's days, which `people` gathers.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tests.site.lives import Event, last_day
from tests.site.people import Life, Open, Who, lives_of, together

_STANDARD, _WEEKS = 28, (52, 78, 104)
_BETTER = {"barc-10": (1, 1), "eq-5d-5l": (1, 1), "ndta": (-1, 1), "reqol-10": (1, 500), "swemwbs": (1, 287)}
_SESSIONS = 12
Figures = dict[str, dict[str, float | None]]


def told_by_people(stores: Mapping[str, Mapping[str, Sequence[Event]]], year: str, who: Who) -> Mapping[str, Figures]:
    """The figures of each contract, and of all of them under `*`."""
    found: dict[str, Figures] = {}
    lives = {contract: lives_of(services, who) for contract, services in stores.items()}
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
    everybody = together(lives.values())
    found["*"] = {**_of_people(list(everybody.values()), year), **_of_cases(waits, funnel, spells, year)}
    by_person: dict[str, list[date]] = defaultdict(list)
    for of_contract in lives.values():
        for person, life in of_contract.items():
            by_person[person] += life.sessions(date.min)
    found["*"]["first-sessions"] = _sessions([sorted(days) for days in by_person.values()], year)
    return found


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
