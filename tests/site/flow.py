"""Figures of how work flows and how well it is recorded, counted from the event stores alone: the other half of
`yearly`.

Every number here adds up over contracts. What asks for the day of recording is counted where events tell it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.site.lives import Event, corrected, said_by, streams, within

Numbers = Counter[tuple[str, str]]
"""How many, by metric and figure."""

CHANNELS = {"01": "face to face (01)", "02": "telephone (02)", "09": "text (09)", "11": "video (11)"}
"""Channels that are looked at; the others are counted in the whole alone."""
_STOPPERS = ("01", "02", "04", "11")
_ENDINGS = ("referral-closed", "referral-declined", "referral-withdrawn", "referral-transferred")
_LATE = 7


def flowing(services: Mapping[str, Sequence[Event]], year: str) -> Numbers:
    """The figures of one contract in a financial year."""
    numbers: Numbers = Counter()
    for life in streams(services.get("referrals", ())).values():
        _referral(life, year, numbers)
    for life in streams(e for e in services.get("sessions", ()) if "session_id" in e).values():
        _session(life, year, numbers)
    both = [*services.get("sessions", ()), *services.get("outcomes", ())]
    for life in streams(e for e in both if "entry_id" in e).values():
        _entry(life, year, numbers)
    for life in streams(e for e in services.get("outcomes", ()) if "plan_id" in e).values():
        _plan(life, year, numbers)
    return numbers


# --- referrals ---------------------------------------------------------------------------------------


def _referral(told: Sequence[Event], year: str, numbers: Numbers) -> None:
    life = corrected(told)
    received = next((each for each in life if said_by(each) == "referral-received"), None)
    urgency = [each["urgency"] for each in life if said_by(each) in ("referral-received", "referral-amended")]
    if received is not None and within(received["received_on"], year):
        for metric, word in (("source", received["source"]), ("route", received["route"]), ("urgency", urgency[-1])):
            numbers[f"referrals-by-{metric}", "referrals"] += 1
            numbers[f"referrals-by-{metric}", word] += 1
    for each in life:
        kind = said_by(each)
        if kind in _ENDINGS and within(each[_day_of(each)], year):
            metric = "referrals-closed" if kind == "referral-transferred" else kind.replace("referral-", "referrals-")
            numbers[metric, _WHOLES[metric]] += 1
            numbers[metric, each.get("reason", "transferred")] += 1
        if kind == "rule-excepted" and within(each["excepted_on"], year):
            for name in ("exceptions", each["rule"], f"{each['rule']}: {each['reason']}"):
                numbers["process-exceptions", name] += 1
        if kind in ("referral-received", "referral-accepted", "referral-declined", "referral-closed"):
            _recording(each, each[_day_of(each)], year, numbers)
    for each in told:
        if said_by(each) in ("step-corrected", "step-withdrawn") and each["reason"] != "recorded-elsewhere":
            _change(each, year, numbers)
    if received is not None:
        _spells(life, received, year, numbers)


_WHOLES = {"referrals-closed": "closures", "referrals-declined": "declined", "referrals-withdrawn": "withdrawn"}


def _day_of(event: Event) -> str:
    return said_by(event).removeprefix("referral-") + "_on"


def _spells(life: Sequence[Event], received: Event, year: str, numbers: Numbers) -> None:
    """Openings and ends of a referral whose days are in their order."""
    accepted = [each for each in life if said_by(each) == "referral-accepted"]
    met = sorted((each["contacted_on"], each["channel"]) for each in life if said_by(each) == "first-contact-made")
    stopped_on = next((on for on, channel in met if channel in _STOPPERS), None)
    opened_on: str | None = None
    open_days = supported = 0
    at_end: tuple[int, int | None] | None = None
    for each in life:
        kind = said_by(each)
        if kind in ("referral-received", "referral-reopened"):
            opened_on = opened_on or each[_day_of(each)]
        elif kind in _ENDINGS and opened_on is not None:
            ended_on = each[_day_of(each)]
            open_days += _days(opened_on, ended_on)
            if met and met[0][0] <= ended_on:
                supported += _days(max(opened_on, met[0][0]), ended_on)
            if within(ended_on, year):
                at_end = open_days, supported if met and met[0][0] <= ended_on else None
            if stopped_on is None or stopped_on > ended_on:
                _left(received, ended_on, False, year, numbers)
            opened_on = None
    if stopped_on is not None:
        _left(received, stopped_on, True, year, numbers)
    if accepted and at_end is not None:
        numbers["open-time", "accepted cases ended"] += 1
        numbers["open-time", "days open in total"] += at_end[0]
        if at_end[1] is not None:
            numbers["length-of-support", "cases ended"] += 1
            numbers["length-of-support", "days"] += at_end[1]


def _left(received: Event, on: str, met: bool, year: str, numbers: Numbers) -> None:
    if within(on, year):
        outside = "outside" if on > received["first_contact_by"] else "within"
        numbers["waiting-list-leavers", "left the waiting list"] += 1
        numbers["waiting-list-leavers", f"{'met' if met else 'left unmet'} {outside} the target day"] += 1


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


# --- sessions ----------------------------------------------------------------------------------------


def _session(life: Sequence[Event], year: str, numbers: Numbers) -> None:
    by_kind = {said_by(each): each for each in life}
    for each in life:
        if said_by(each) in _SESSION_CHANGES:
            _change(each, year, numbers)
    planned = by_kind["session-planned"]
    if "session-withdrawn" in by_kind:
        return
    if "session-cancelled" in by_kind:
        if within(by_kind.get("session-moved", planned)["on"], year):
            numbers["sessions-cancelled", "cancelled"] += 1
            numbers["sessions-cancelled", by_kind["session-cancelled"]["reason"]] += 1
        return
    held = by_kind.get("session-corrected") or by_kind.get("session-held")
    if held is None:
        return
    _recording({**by_kind["session-held"]}, held["held_on"], year, numbers)
    if within(held["held_on"], year):
        numbers["sessions-by-programme", "sessions"] += 1
        numbers["sessions-by-programme", planned["programme"]] += 1
        numbers["sessions-by-activity", "sessions"] += 1
        numbers["sessions-by-activity", planned["activity"]] += 1
        there = sum(_there(life))
        numbers["attendances-by-programme", "attendances"] += there
        numbers["attendances-by-programme", planned["programme"]] += there


_SESSION_CHANGES = ("session-corrected", "session-withdrawn", "attendance-corrected", "attendance-withdrawn")


def _there(life: Sequence[Event]) -> Iterator[int]:
    lines: dict[str, bool] = {}
    heads: dict[str, int] = {}
    for each in life:
        match said_by(each):
            case "attendance-recorded" | "attendance-corrected":
                lines[each["line_id"]] = each["attendance"] == "present"
            case "attendance-withdrawn":
                lines.pop(each["line_id"], None)
            case "heads-counted":
                heads[each["channel"]] = each["count"]
    yield sum(lines.values())
    yield sum(heads.values())


# --- what is set down once ---------------------------------------------------------------------------


def _entry(life: Sequence[Event], year: str, numbers: Numbers) -> None:
    for each in life:
        if said_by(each).endswith(("-corrected", "-withdrawn")):
            _change(each, year, numbers)
    noun, _, how = said_by(life[-1]).rpartition("-")
    if how == "withdrawn":
        return
    content: Mapping[str, Any] = life[-1]["content"]
    _recording(life[0], content["on"], year, numbers)
    if not within(content["on"], year):
        return
    if noun == "contact":
        _contact(content, numbers)
    elif noun == "volunteering":
        numbers["volunteer-hours-by-activity", "hours given"] += content["minutes"]
        numbers["volunteer-hours-by-activity", content["activity"]] += content["minutes"]


def _contact(content: Mapping[str, Any], numbers: Numbers) -> None:
    numbers["did-not-attend", "appointments"] += 1
    attended = content["attendance"] in ("5", "6")
    names = ["contacts", *([CHANNELS[content["channel"]]] if content["channel"] in CHANNELS else [])]
    for name in names:
        numbers["contacts-by-channel", name] += 1
    for name in ("attended", *(f"attended: {each}" for each in names[1:])):
        numbers["contacts-by-channel", name] += attended


def _plan(life: Sequence[Event], year: str, numbers: Numbers) -> None:
    for each in life:
        if said_by(each) in ("plan-corrected", "plan-withdrawn"):
            _change(each, year, numbers)
    if any(said_by(each) == "plan-withdrawn" for each in life):
        return
    stands = [each for each in life if said_by(each) in ("plan-agreed", "plan-corrected")]
    _recording(stands[0], stands[-1]["agreed_on"], year, numbers)
    if within(stands[-1]["agreed_on"], year):
        numbers["plans-agreed", "plans agreed"] += 1
        numbers["plans-agreed", "together with the person" if stands[-1]["together"] else "without the person"] += 1


# --- the quality of records --------------------------------------------------------------------------


def _recording(first: Event, on: str, year: str, numbers: Numbers) -> None:
    if "recorded_on" in first and within(on, year):
        late = date.fromisoformat(first["recorded_on"]) > date.fromisoformat(on) + timedelta(days=_LATE)
        numbers["days-to-recording", "late entries"] += late


def _change(event: Event, year: str, numbers: Numbers) -> None:
    if "recorded_on" in event and within(event["recorded_on"], year):
        numbers["corrections", "corrections and withdrawals"] += 1
        numbers["corrections", event["reason"]] += 1
        if event["reason"] == "recorded-twice":
            numbers["duplicates", "taken back as recorded twice"] += 1
