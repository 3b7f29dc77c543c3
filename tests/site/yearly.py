"""Every figure of a financial year counted from the event stores alone, sharing nothing with reporting.

It looks at what stands today: each stream is read to its end, corrections replace what they correct, and what was
withdrawn is gone. Figures have the ids and names under which reporting prints them.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.site.flow import flowing
from tests.site.lives import Event, corrected, last_day, open_at, said_by, same_people, streams, within
from tests.site.stories import told_by_people

Stores = Mapping[str, Mapping[str, Sequence[Event]]]
"""Events by contract and service, each with its `stream`, `version` and stored `name` beside its data."""
Counted = Mapping[str, Mapping[str, float | None]]
"""Values by metric and figure."""
ORGANISATION = "*"
WAYS = ("connect", "be-active", "take-notice", "keep-learning", "give")
_CLOCK_STOPPERS = ("01", "02", "04", "11")


@dataclass
class _Tally:
    """Numbers that add up, and sets of people who do not, both by metric and figure."""

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    waits: list[int] = field(default_factory=list)

    def add(self, metric: str, figure: str, by: int = 1) -> None:
        self.numbers[metric, figure] += by

    def meet(self, metric: str, figure: str, who: str) -> None:
        self.people[metric, figure].add(who)


def counted(stores: Stores, year: str) -> Mapping[str, Counted]:
    """The figures of a financial year such as `2023/24`: of each contract, and of all of them under `*`."""
    who = same_people(event for services in stores.values() for events in services.values() for event in events)
    tallies: dict[str, _Tally] = {}
    for contract, services in stores.items():
        tallies[contract] = tally = _Tally()
        _referrals(services.get("referrals", ()), year, who, tally)
        _sessions(services.get("sessions", ()), year, who, tally)
        _entries([*services.get("sessions", ()), *services.get("outcomes", ())], year, who, tally)
        _plans(services.get("outcomes", ()), year, who, tally)
        tally.numbers.update(flowing(services, year))
    whole = _Tally()
    for tally in tallies.values():
        whole.numbers.update(tally.numbers)
        whole.waits += tally.waits
        for key, people in tally.people.items():
            whole.people[key] |= people
    told = told_by_people(stores, year, who)
    return {scope: {**_figures(tally), **told[scope]} for scope, tally in {**tallies, ORGANISATION: whole}.items()}


def differences(expected: Counted, report: Mapping[str, Any]) -> list[str]:
    """Where a report as reporting answers it says something else; a figure that is not printed is nought."""
    told = {
        measure["definition"]["id"]: {figure["name"]: figure["value"] for figure in measure["figures"]}
        for measure in report["measures"]
    }
    return [
        f"{metric}: {name} is {_round(told.get(metric, {}).get(name, 0))} and should be {_round(value)}"
        for metric, figures in expected.items()
        for name, value in figures.items()
        if _round(told.get(metric, {}).get(name, 0)) != _round(value)
    ]


def _figures(tally: _Tally) -> Counted:
    n = tally.numbers
    figures: dict[str, dict[str, float | None]] = {metric: dict.fromkeys(names, 0) for metric, names in _ALWAYS.items()}
    for (metric, name), number in n.items():
        figures.setdefault(metric, {})[name] = number
    for (metric, name), people in tally.people.items():
        figures.setdefault(metric, {})[name] = figures.get(metric, {}).get(name, 0) + len(people)  # type: ignore[operator]
    hard = sum(int(value or 0) for name, value in figures["hard-outcomes"].items() if name != "hard outcomes")
    soft = n["soft-outcomes", "soft outcomes"]
    figures["hard-outcomes"]["hard outcomes"] = hard
    figures["outcomes"] = {"outcomes": soft + hard}
    attended, missed = n["contacts", "attended"], n["contacts", "not attended"]
    figures["did-not-attend"] = {
        "DNA rate": _share(missed, attended + missed),
        "DNA rate of all appointments": _share(missed, n["did-not-attend", "appointments"]),
    }
    present, absent = n["register", "present"], n["register", "absent"]
    figures["attendance-rate"] = {"attendance rate": _share(present, present + absent)}
    figures.pop("register", None)
    figures["volunteer-hours"] = {"volunteer hours": round(n["volunteer-hours", "volunteer minutes"] / 60, 2)}
    by_activity = figures.get("volunteer-hours-by-activity", {})
    figures["volunteer-hours-by-activity"] = {name: round((each or 0) / 60, 2) for name, each in by_activity.items()}
    cases, days = n["length-of-support", "cases ended"], n["length-of-support", "days"]
    figures["length-of-support"] = {
        "cases ended": cases,
        "mean days of support": round(days / cases, 2) if cases else None,
    }
    figures["engagements"] = {"engagements": n["attendances", "attendances"] + attended}
    accepted, declined = n["acceptance", "accepted"], n["acceptance", "declined"]
    figures["acceptance"]["acceptance"] = _share(accepted, accepted + declined)
    figures["days-to-first-contact"] = {
        "median": statistics.median(tally.waits) if tally.waits else None,
        "90th percentile": _ninth_decile(tally.waits),
    }
    return figures


_ALWAYS: Mapping[str, Sequence[str]] = {
    "referrals-received": ("received",),
    "people-referred": ("people referred",),
    "acceptance": ("accepted", "declined", "undecided", "withdrawn before a decision"),
    "open-referrals": ("open at the end",),
    "still-waiting": ("waiting at the end",),
    "people-reached": ("people reached",),
    "sessions-held": ("sessions held", "of groups", "gatherings", "drop-ins"),
    "attendances": ("attendances", "of people known", "by first name only", "counted only"),
    "people-attending": ("people attending",),
    "contacts": ("contacts", "attended", "not attended"),
    "calls-and-texts": ("calls and texts", "calls", "texts"),
    "signpostings": ("signpostings",),
    "staff-activities": ("staff activities",),
    "grants": ("applications decided", "awards", "money awarded"),
    "hard-outcomes": ("hard outcomes",),
    "soft-outcomes": ("soft outcomes",),
    "people-in-training": ("people entering",),
    "five-ways": WAYS,
    "five-ways-people": tuple(f"people: {way}" for way in WAYS),
}
"""Figures that are printed even where they are nought."""


# --- referrals ---------------------------------------------------------------------------------------


def _referrals(events: Sequence[Event], year: str, who: Callable[[str], str], tally: _Tally) -> None:
    for life in streams(events).values():
        standing = corrected(life)
        received = [event for event in standing if said_by(event) == "referral-received"]
        contacts = sorted(
            (event["contacted_on"], event["channel"]) for event in standing if said_by(event) == "first-contact-made"
        )
        if contacts and within(contacts[0][0], year):
            tally.meet("people-reached", "people reached", who(life[0]["person_ref"]))
        if received:
            _referral(standing, received[0], contacts, year, who, tally)


def _referral(
    life: Sequence[Event], received: Event, contacts: Sequence[Any], year: str, who: Callable[[str], str], tally: _Tally
) -> None:
    kinds = {said_by(event) for event in life}
    came_on = received["received_on"]
    met_on = next((on for on, channel in contacts if channel in _CLOCK_STOPPERS), None)
    if within(came_on, year):
        tally.add("referrals-received", "received")
        tally.meet("people-referred", "people referred", who(received["person_ref"]))
        last = next(
            (
                kind
                for kind in reversed([said_by(e) for e in life])
                if kind in ("referral-accepted", "referral-declined")
            ),
            None,
        )
        if last is not None:
            tally.add("acceptance", last.removeprefix("referral-"))
        elif "referral-withdrawn" in kinds:
            tally.add("acceptance", "withdrawn before a decision")
        else:
            tally.add("acceptance", "undecided")
    if met_on is not None and within(met_on, year):
        tally.waits.append((date.fromisoformat(met_on) - date.fromisoformat(came_on)).days)
    if open_at(life, last_day(year)):
        tally.add("open-referrals", "open at the end")
        if met_on is None or date.fromisoformat(met_on) > last_day(year):
            tally.add("still-waiting", "waiting at the end")


# --- sessions ----------------------------------------------------------------------------------------

_SESSION_FIGURES = {"group": "of groups", "gathering": "gatherings", "drop-in": "drop-ins"}


def _sessions(events: Sequence[Event], year: str, who: Callable[[str], str], tally: _Tally) -> None:
    for life in streams(e for e in events if "session_id" in e).values():
        by_kind = {said_by(event): event for event in life}
        held = by_kind.get("session-corrected") or by_kind.get("session-held")
        if held is None or "session-withdrawn" in by_kind or "session-cancelled" in by_kind:
            continue
        if within(held["held_on"], year):
            _held(by_kind["session-planned"], life, who, tally)


def _held(planned: Event, life: Sequence[Event], who: Callable[[str], str], tally: _Tally) -> None:
    tally.add("sessions-held", "sessions held")
    tally.add("sessions-held", _SESSION_FIGURES[planned["kind"]])
    lines: dict[str, Event] = {}
    heads: dict[str, int] = {}
    for event in life:
        match said_by(event):
            case "attendance-recorded" | "attendance-corrected":
                lines[event["line_id"]] = event
            case "attendance-withdrawn":
                lines.pop(event["line_id"], None)
            case "heads-counted":
                heads[event["channel"]] = event["count"]
    present = [line for line in lines.values() if line["attendance"] == "present"]
    known = [who(line["person_ref"]) for line in present if line["person_ref"] is not None]
    tally.add("register", "present", len(present))
    tally.add("register", "absent", sum(line["attendance"] == "absent" for line in lines.values()))
    tally.add("attendances", "attendances", len(present) + sum(heads.values()))
    tally.add("attendances", "of people known", len(known))
    tally.add("attendances", "by first name only", len(present) - len(known))
    tally.add("attendances", "counted only", sum(heads.values()))
    for way in planned["ways"]:
        tally.add("five-ways", way, len(present) + sum(heads.values()))
    for person in known:
        tally.meet("people-attending", "people attending", person)
        tally.meet("people-reached", "people reached", person)
        for way in planned["ways"]:
            tally.meet("five-ways-people", f"people: {way}", person)


# --- what is set down once ---------------------------------------------------------------------------


def _entries(events: Sequence[Event], year: str, who: Callable[[str], str], tally: _Tally) -> None:
    instances: dict[tuple[str, str], list[tuple[str, int | None]]] = defaultdict(list)
    for life in streams(e for e in events if "entry_id" in e).values():
        noun, _, how = said_by(life[-1]).rpartition("-")
        if how == "withdrawn" or noun not in _COUNTING:
            continue
        content = life[-1]["content"]
        if not within(content["on"], year):
            continue
        if noun == "hard-outcome" and content["counted"] == "instances":
            instances[content["kind"], who(content["person_ref"])].append(
                (content["on"][:7], content.get("cap_per_year"))
            )
            tally.meet("people-reached", "people reached", who(content["person_ref"]))
        else:
            _COUNTING[noun](content, who, tally)
    for (kind, _), told in instances.items():
        taken = 0
        for _, cap in sorted(told, key=lambda each: (each[0], each[1] or 0)):
            if cap is None or taken < cap:
                taken += 1
        tally.add("hard-outcomes", kind, taken)


def _contact(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    tally.add("contacts", "contacts")
    if content["attendance"] == "3":
        tally.add("contacts", "not attended")
    if content["attendance"] not in ("5", "6"):
        return
    tally.add("contacts", "attended")
    tally.meet("people-reached", "people reached", who(content["person_ref"]))
    figure = {"02": "calls", "09": "texts"}.get(content["channel"])
    if figure:
        tally.add("calls-and-texts", figure)
        tally.add("calls-and-texts", "calls and texts")


def _signposting(content: Event, _who: Callable[[str], str], tally: _Tally) -> None:
    tally.add("signpostings", "signpostings")
    tally.add("signpostings", content["category"])


def _volunteering(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    tally.add("volunteer-hours", "volunteer minutes", content["minutes"])
    _ways(content, who, tally)


def _staff_activity(content: Event, _who: Callable[[str], str], tally: _Tally) -> None:
    tally.add("staff-activities", "staff activities")
    tally.add("staff-activities", content["kind"])


def _grant(content: Event, _who: Callable[[str], str], tally: _Tally) -> None:
    for prefix in ("", f"{content['fund']}: "):
        tally.add("grants", f"{prefix}applications decided")
        if content["pounds"]:
            tally.add("grants", f"{prefix}awards")
            tally.add("grants", f"{prefix}money awarded", content["pounds"])
    for rule in content["set_aside"]:
        for name in ("exceptions", rule, f"{rule}: {content['exception']}"):
            tally.add("process-exceptions", name)


def _hard_outcome(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    tally.meet("people-reached", "people reached", who(content["person_ref"]))
    tally.meet("hard-outcomes", content["kind"], who(content["person_ref"]))


def _soft_outcome(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    tally.meet("people-reached", "people reached", who(content["person_ref"]))
    tally.add("soft-outcomes", "soft outcomes")
    tally.add("soft-outcomes", content["area"])
    _ways(content, who, tally)


def _training(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    if content["learner"] == "staff":
        return
    ref = content.get("person_ref")
    if ref is not None and content["accredited"] and content["stage"] == "entered":
        tally.meet("people-in-training", "people entering", who(ref))
    _ways(content, who, tally)


def _ways(content: Event, who: Callable[[str], str], tally: _Tally) -> None:
    for way in content["ways"]:
        tally.add("five-ways", way)
        if content.get("person_ref") is not None:
            tally.meet("five-ways-people", f"people: {way}", who(content["person_ref"]))


_COUNTING: Mapping[str, Callable[[Event, Callable[[str], str], _Tally], None]] = {
    "contact": _contact,
    "signposting": _signposting,
    "volunteering": _volunteering,
    "staff-activity": _staff_activity,
    "grant": _grant,
    "hard-outcome": _hard_outcome,
    "soft-outcome": _soft_outcome,
    "training": _training,
}


def _plans(events: Sequence[Event], year: str, who: Callable[[str], str], tally: _Tally) -> None:
    plans: dict[str, Event] = {}
    withdrawn = set()
    for event in events:
        if said_by(event) in ("plan-agreed", "plan-corrected"):
            plans[event["plan_id"]] = event
        elif said_by(event) == "plan-withdrawn":
            withdrawn.add(event["plan_id"])
    for plan_id, plan in plans.items():
        if plan_id not in withdrawn and within(plan["agreed_on"], year):
            tally.meet("people-reached", "people reached", who(plan["person_ref"]))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _ninth_decile(waits: Sequence[int]) -> float | None:
    if len(waits) > 1:
        return statistics.quantiles(waits, n=10, method="inclusive")[8]
    return waits[0] if waits else None


def _round(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
