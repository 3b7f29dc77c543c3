"""Rules that every contract sets with words of its own: requests that break one each, and the refusal that names it."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.life import ANNE, BEN
from tests.journeys.rules import (
    CONTACT,
    FULL,
    GROUP,
    HARD,
    MEETING,
    OF_SOMEBODY,
    PLAN,
    READING,
    REASON,
    SOFT,
    Broken,
    sent,
    to_outcomes,
    to_referral,
    to_sessions,
)

REASON_OF_ENTRY: Mapping[str, Any] = {"content": {**CONTACT, "minutes": 21}, "reason": "tea"}
OF_ALL: tuple[Broken, ...] = (
    sent("a source of another contract", {"source": "@other-source"}, "unknown-source", "source"),
    sent("a route that is not agreed", {"route": "pigeon"}, "unknown-route", "route"),
    sent("a referral of tomorrow's century", {"received_on": "2125-01-06"}, "in-the-future", "received_on"),
    to_referral("a day before the receipt", "triage", {"on": "2025-01-05", "risk_level": "low"}, "too-early", "on"),
    to_referral(
        "a level of risk that nobody knows", "triage", {"risk_level": "tea"}, "unknown-risk-level", "risk_level"
    ),
    to_referral("a second acceptance", "accept", {}, "already-recorded", None),
    to_referral("a worker who allocates", "allocate", {"worker_id": ANNE}, "missing-permission", None, role="worker"),
    to_referral("a first contact by text", "first-contact", {"channel": "09"}, "unknown-channel", "channel", "@unmet"),
    to_referral("a decline for no reason of the terms", "decline", REASON, "unknown-reason", "reason", "@new"),
    to_referral("a withdrawal for no reason of the terms", "withdraw", REASON, "unknown-reason", "reason"),
    to_referral("a closure for no reason of the terms", "close", REASON, "unknown-reason", "reason"),
    to_referral(
        "a closure of what was never accepted", "close", {"reason": "planned-end"}, "not-accepted", None, "@new"
    ),
    to_referral("a reopening for no reason of the terms", "reopen", REASON, "unknown-reason", "reason"),
    to_referral("a handover to a stranger", "transfer", {"to_contract": "tea"}, "unknown-to-contract", "to_contract"),
    to_referral(
        "a flag for no reason of the terms",
        "flags/raise",
        {"flag": "safeguarding", **REASON},
        "unknown-reason",
        "reason",
    ),
    Broken(
        "a correction for no reason of the terms",
        "referrals",
        "/referrals/@referral/correct-step",
        {"version": 1, "on": "2025-01-05", **REASON},
        "unknown-reason",
        "reason",
    ),
    to_referral(
        "support that a worker extends",
        "extend",
        {"until": "2026-12-31", "reason": "person-asked"},
        "missing-permission",
        None,
        role="worker",
    ),
    to_sessions(
        "a purpose of another contract",
        "/contacts",
        {**CONTACT, "purpose": "@other-purpose"},
        "unknown-purpose",
        "purpose",
    ),
    to_sessions(
        "a programme that is not here", "/contacts", {**CONTACT, "programme": "tea"}, "unknown-programme", "programme"
    ),
    to_sessions("a channel that is not one", "/contacts", {**CONTACT, "channel": "03"}, "unknown-channel", "channel"),
    to_sessions("a contact of nobody's", "/contacts", {**CONTACT, "workers": []}, "missing", "workers"),
    to_sessions("a contact to come", "/contacts", {**CONTACT, "on": "2125-01-06"}, "in-the-future", "on"),
    to_sessions("a call without a length", "/contacts", {**CONTACT, "minutes": None}, "missing", "minutes"),
    to_sessions("a length of what was missed", "/contacts", {**CONTACT, "attendance": "3"}, "not-attended", "minutes"),
    to_sessions(
        "an exception to no rule",
        "/contacts",
        {**CONTACT, "exception": "urgent-need"},
        "no-exception-needed",
        "exception",
    ),
    to_sessions(
        "a correction for no reason", "/contacts/@contact/correct", REASON_OF_ENTRY, "unknown-reason", "reason"
    ),
    to_sessions(
        "a group of no activity known", "/groups", {**GROUP, "activity": "tea"}, "unknown-activity", "activity"
    ),
    to_sessions("a group at no place known", "/groups", {**GROUP, "place": "tea"}, "unknown-place", "place"),
    to_sessions("a group that a worker starts", "/groups", GROUP, "missing-permission", None, "worker"),
    to_sessions("a group that ends for no reason", "/groups/@group/end", REASON, "unknown-reason", "reason"),
    to_sessions("a session cancelled for no reason", "/sessions/@session/cancel", REASON, "unknown-reason", "reason"),
    to_sessions(
        "more in the room than fit in", "/sessions/hold", {**FULL, "heads": [{"count": 2}]}, "over-capacity", "heads"
    ),
    to_sessions(
        "more in the room for no reason of the terms",
        "/sessions/hold",
        {**FULL, "heads": [{"count": 2}], "exception": "tea"},
        "unknown-exception",
        "exception",
    ),
    to_sessions(
        "somebody twice on a register",
        "/sessions/hold",
        {**MEETING, "lines": [{"person_ref": "@person"}, {"person_ref": "@person"}]},
        "already-on-the-register",
        "lines.1.person_ref",
    ),
    to_sessions(
        "time given to what is no volunteering",
        "/volunteering",
        {"volunteer_id": BEN, "on": "2025-01-20", "minutes": 60, "activity": "boxing"},
        "unknown-activity",
        "activity",
    ),
    to_sessions(
        "work of the team of a kind not known",
        "/staff-activities",
        {"kind": "tea", "on": "2025-01-20", "minutes": 60, "workers": [ANNE]},
        "unknown-kind",
        "kind",
    ),
    to_sessions(
        "a service of a category not known",
        "/directory",
        {"code": "tea-room", "title": "Tea room", "category": "tea", "on": "2025-01-20"},
        "unknown-category",
        "category",
    ),
    to_sessions(
        "a service not in the directory",
        "/signpostings",
        {"on": "2025-01-20", "service": "tea"},
        "unknown-service",
        "service",
    ),
    to_outcomes(
        "a second open plan", "/plans", {**PLAN, "referral_id": "@referral"}, "plan-open-already", "referral_id"
    ),
    to_outcomes("a plan of nobody's", "/plans", {**PLAN, "workers": []}, "workers-missing", "workers"),
    to_outcomes("a goal in no area known", "/plans", {**PLAN, "goals": [{"area": "tea"}]}, "unknown-area", "area"),
    to_outcomes(
        "a plan closed for no reason", "/plans/@plan/close", {"on": "2025-01-20", **REASON}, "unknown-reason", "reason"
    ),
    to_outcomes("a questionnaire of another contract", "/questionnaires", READING, "unknown-instrument", "instrument"),
    to_outcomes(
        "an outcome of another contract", "/hard-outcomes", {**HARD, "kind": "@other-kind"}, "unknown-kind", "kind"
    ),
    to_outcomes(
        "an outcome with no evidence known",
        "/hard-outcomes",
        {**HARD, "evidence": "tea"},
        "unknown-evidence",
        "evidence",
    ),
    to_outcomes("employment twice in a year", "/hard-outcomes", {**HARD, "kind": "employment"}, "over-the-cap", "kind"),
    to_outcomes("a change in no area known", "/soft-outcomes", {**SOFT, "area": "tea"}, "unknown-area", "area"),
    to_outcomes(
        "a change known by no way of the terms", "/soft-outcomes", {**SOFT, "source": "tea"}, "unknown-source", "source"
    ),
    to_outcomes(
        "a course that is not given",
        "/training",
        {**OF_SOMEBODY, "course": "tea", "stage": "entered", "learner": "person"},
        "unknown-course",
        "course",
    ),
)
