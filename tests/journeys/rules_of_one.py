"""Rules that one contract sets and others do not, or set otherwise, broken in the same way."""

from collections.abc import Mapping

from tests.journeys.life import ANNE
from tests.journeys.rules import (
    CONTACT,
    GRANT,
    GROUP,
    MEETING,
    PLAN,
    READING,
    REASON,
    SENT,
    SMALL_GRANT,
    Broken,
    to_outcomes,
    to_referral,
    to_sessions,
)

NOT_TRIAGED = to_referral("an acceptance before triage", "accept", {}, "step-missing", None, "@new")
NO_STEPS = to_referral(
    "a step that the process has not", "steps", {"step": "initial-engagement"}, "unknown-step", "step"
)
LEFT = {"released_on": "2025-01-13", "planned": False}
NO_RELEASES = to_referral("a release where none is recorded", "release", LEFT, "no-releases-here", None)
OPEN_END = to_referral(
    "an end put off where there is none",
    "extend",
    {"until": "2026-12-31", "reason": "person-asked"},
    "support-open",
    "until",
)
NOT_A_REASON = to_referral(
    "support extended for no reason of the terms",
    "extend",
    {"until": "2026-12-31", **REASON},
    "unknown-reason",
    "reason",
)
NO_FUND = to_sessions("a grant where there is no fund", "/grants", GRANT, "unknown-fund", "fund")
ENGAGEMENT = {**CONTACT, "channel": "01", "purpose": "initial-engagement"}
ALONE = {**PLAN, "together": False}
IN_CUSTODY = {"step": "identified", "site": "custody-suite-1"}

OF_ONE: Mapping[str, tuple[Broken, ...]] = {
    "long-covid": (
        NO_FUND,
        to_referral("an acceptance before the referrer was contacted", "accept", {}, "step-missing", None, "@new"),
        to_referral(
            "triage before the referrer was contacted", "triage", {"risk_level": "low"}, "step-missing", None, "@new"
        ),
        to_referral(
            "an engagement before any contact",
            "steps",
            {"step": "initial-engagement"},
            "step-missing",
            "step",
            "@unmet",
        ),
        to_referral(
            "an engagement before the day of the first contact",
            "steps",
            {"step": "initial-engagement", "on": "2025-01-08"},
            "step-order",
            "on",
        ),
        to_referral(
            "a plan on another day than the engagement",
            "steps",
            {"step": "plan-together", "on": "2025-01-21"},
            "step-same-day",
            "on",
            "@engaged",
        ),
        to_referral(
            "a step that is recorded otherwise", "steps", {"step": "person-contacted"}, "taken-otherwise", "step"
        ),
        to_referral(
            "a step out of order for no reason",
            "steps",
            {"step": "follow-up", "exception": "tea"},
            "unknown-exception",
            "exception",
        ),
        to_referral(
            "an exception that a worker grants",
            "steps",
            {"step": "follow-up", "exception": "urgent-need"},
            "missing-permission",
            None,
            role="worker",
        ),
        to_sessions("one of the team at the engagement", "/contacts", ENGAGEMENT, "minimum-staff", "workers"),
        to_sessions(
            "one of the team, named twice",
            "/contacts",
            {**ENGAGEMENT, "workers": [ANNE, ANNE], "exception": "colleague-ill"},
            "named-twice",
            "workers",
        ),
        to_sessions(
            "one at the engagement for no reason",
            "/contacts",
            {**ENGAGEMENT, "exception": "tea"},
            "unknown-exception",
            "exception",
        ),
        to_sessions(
            "one at the engagement, granted by a worker",
            "/contacts",
            {**ENGAGEMENT, "exception": "colleague-ill"},
            "missing-permission",
            None,
            "worker",
        ),
        to_outcomes("a plan without the person", "/plans", ALONE, "not-together", "together"),
        to_outcomes(
            "a plan without the person for no reason",
            "/plans",
            {**ALONE, "exception": "tea"},
            "unknown-exception",
            "exception",
        ),
        to_outcomes(
            "an exception that a plan does not need",
            "/plans",
            {**PLAN, "exception": "urgent-need"},
            "no-exception-needed",
            "exception",
        ),
        NO_RELEASES,
        OPEN_END,
        NOT_A_REASON,
    ),
    "liaison-and-diversion": (
        NO_FUND,
        NOT_TRIAGED,
        to_referral("a step that tells no site", "steps", {"step": "identified"}, "site-missing", "site"),
        to_referral(
            "a site that is not ours", "steps", {**IN_CUSTODY, "site": "custody-suite-10"}, "unknown-site", "site"
        ),
        to_referral(
            "a screening before anybody was identified",
            "steps",
            {**IN_CUSTODY, "step": "screened"},
            "step-missing",
            "step",
        ),
        to_referral(
            "a screening before the day of identification",
            "steps",
            {**IN_CUSTODY, "step": "screened", "on": "2025-01-07"},
            "step-order",
            "on",
            "@identified",
        ),
        to_referral(
            "a step out of order that a worker allows",
            "steps",
            {"step": "referred-onward", "exception": "person-asked"},
            "missing-permission",
            None,
            role="worker",
        ),
        to_referral(
            "support more than twelve weeks before release", "accept", {}, "support-before-release", None, "@early"
        ),
        to_referral(
            "support more than six months after release",
            "accept",
            {"on": "2025-09-01"},
            "support-after-release",
            None,
            "@late",
        ),
        to_referral(
            "a referral more than 28 days after release",
            "release",
            {"released_on": "2024-12-08"},
            "referral-after-release",
            None,
            "@new",
        ),
        to_referral(
            "a late referral for no reason of the terms",
            "release",
            {"released_on": "2024-12-08", "exception": "tea"},
            "unknown-exception",
            "exception",
            "@new",
        ),
        to_referral(
            "a release to come that is not planned",
            "release",
            {"released_on": "2125-01-06"},
            "in-the-future",
            "released_on",
            "@new",
        ),
        to_referral(
            "a release from a prison that is not ours", "release", {**LEFT, "site": "prison-7"}, "unknown-site", "site"
        ),
        Broken(
            "a programme of referrals that is not here",
            "referrals",
            "/referrals",
            {**SENT, "programme": "tea"},
            "unknown-programme",
            "programme",
        ),
        OPEN_END,
    ),
    "changing-futures": (
        NO_FUND,
        NOT_TRIAGED,
        NO_STEPS,
        NO_RELEASES,
        NOT_A_REASON,
        to_referral(
            "an end that is not put off", "extend", {"until": "2026-01-08", "reason": "crisis"}, "too-early", "until"
        ),
        to_referral(
            "an end put off before the acceptance",
            "extend",
            {"until": "2026-04-10", "reason": "crisis"},
            "not-accepted",
            None,
            "@new",
        ),
        to_outcomes(
            "an item that nobody answered",
            "/questionnaires",
            {**READING, "instrument": "ndta", "answers": [4, 3, 4, 8, 6, 4, 3, 2, 4, None]},
            "missing",
            "answers.9",
        ),
        to_outcomes(
            "an item of risk beyond its range",
            "/questionnaires",
            {**READING, "instrument": "ndta", "answers": [4, 3, 4, 9, 6, 4, 3, 2, 4, 4]},
            "out-of-range",
            "answers.3",
        ),
    ),
    "rio": (
        NO_STEPS,
        NO_RELEASES,
        OPEN_END,
        NOT_A_REASON,
        to_sessions(
            "a drop-in at no place known",
            "/sessions/hold",
            {**MEETING, "kind": "drop-in", "place": "tea"},
            "unknown-place",
            "place",
        ),
        to_sessions(
            "a drop-in that is of a group",
            "/sessions/hold",
            {**MEETING, "kind": "drop-in", "group_id": "@group"},
            "not-of-a-group",
            "group_id",
        ),
        to_sessions(
            "an award above the fund's largest", "/grants", {**GRANT, "pounds": 5000}, "largest-award", "pounds"
        ),
        to_sessions("a small award above its largest", "/grants", SMALL_GRANT, "largest-award", "pounds"),
        to_sessions(
            "an award without an interview",
            "/grants",
            {**GRANT, "interviewed_on": None},
            "interview",
            "interviewed_on",
        ),
        to_sessions(
            "an award that a worker lets stand",
            "/grants",
            {**GRANT, "pounds": 5000, "exception": "decided-by-trustees"},
            "missing-permission",
            None,
            "worker",
        ),
        to_sessions(
            "a group that is not in the timetable", "/groups", {**GROUP, "code": "tea"}, "unknown-code", "code"
        ),
        to_outcomes(
            "an answer beyond its range",
            "/questionnaires",
            {**READING, "instrument": "barc-10", "answers": [7] + 9 * [4]},
            "out-of-range",
            "answers.0",
        ),
    ),
    "mental-health-peer-support": (
        NO_FUND,
        NOT_TRIAGED,
        NO_STEPS,
        NO_RELEASES,
        OPEN_END,
        NOT_A_REASON,
        to_outcomes(
            "answers of a licensed questionnaire",
            "/questionnaires",
            {**READING, "instrument": "reqol-10", "answers": [4], "score_in_hundredths": 2300},
            "score-only",
            "answers",
        ),
        to_outcomes(
            "a licensed questionnaire without its score",
            "/questionnaires",
            {**READING, "instrument": "reqol-10"},
            "missing",
            "score_in_hundredths",
        ),
        to_outcomes(
            "a score beyond its range",
            "/questionnaires",
            {**READING, "instrument": "reqol-10", "score_in_hundredths": 4100},
            "out-of-range",
            "score_in_hundredths",
        ),
    ),
}
