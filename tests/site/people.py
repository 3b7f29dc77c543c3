"""Each person's days, gathered from the event stores alone in plain lists: what `stories` works figures out from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tests.site.lives import Event, corrected, said_by, streams

_STOPPERS = ("01", "02", "04", "11")
_ENDINGS = ("referral-closed", "referral-declined", "referral-withdrawn", "referral-transferred")
Who = Callable[[str], str]
"""The name under which a person is gathered, by a reference to them."""


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


def lives_of(services: Mapping[str, Sequence[Event]], who: Who) -> Mapping[str, Life]:
    """Each person's life in one contract, from what its services stored."""
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


def together(lives: Iterable[Mapping[str, Life]]) -> Mapping[str, Life]:
    """Each person's life in all contracts, as far as figures of all of them look at it."""
    whole: dict[str, Life] = defaultdict(Life)
    for of_contract in lives:
        for person, life in of_contract.items():
            for name in ("stretches", "discharged", "programmes", "readings", "qualifying", "answers"):
                getattr(whole[person], name).extend(getattr(life, name))
    return whole
