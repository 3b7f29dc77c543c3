"""What a request that breaks a rule is made of: services, bodies that are right but for one thing, contracts' words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.journeys.life import ANNE, Body


class Broken(NamedTuple):
    """A request that breaks one rule. A word that begins with @ stands for something that was prepared."""

    said: str
    service: str
    path: str
    body: Body
    code: str
    field: str | None
    role: str = "team-leader"


class Way(NamedTuple):
    """How a contract comes to an accepted referral: coded words of its terms, and steps before the acceptance."""

    source: str
    programme: str
    purpose: str
    steps: Mapping[str, Mapping[str, str]]
    of_another: Mapping[str, str]
    """Words that another contract has and this one has not."""


TRIAGE = {"triage": {"risk_level": "low"}}
WAYS: Mapping[str, Way] = {
    "long-covid": Way(
        "long-covid-team",
        "peer-support",
        "benefits",
        {"referrer-contact": {}, **TRIAGE},
        {"source": "custody-suite", "purpose": "welcome", "instrument": "ndta", "kind": "substance-reduction"},
    ),
    "liaison-and-diversion": Way(
        "custody-suite",
        "custody-peer-support",
        "assessment",
        TRIAGE,
        {"source": "gp", "purpose": "engagement", "instrument": "reqol-10", "kind": "benefits-awarded"},
    ),
    "changing-futures": Way(
        "housing",
        "navigation",
        "engagement",
        TRIAGE,
        {"source": "custody-suite", "purpose": "follow-up", "instrument": "swemwbs", "kind": "employer-agreement"},
    ),
    "rio": Way(
        "self",
        "peer-support",
        "welcome",
        {},
        {"source": "prison", "purpose": "initial-engagement", "instrument": "eq-5d-5l", "kind": "benefits-awarded"},
    ),
    "mental-health-peer-support": Way(
        "community-mental-health-team",
        "peer-support",
        "assessment",
        TRIAGE,
        {"source": "prison", "purpose": "welcome", "instrument": "barc-10", "kind": "re-offending-reduced"},
    ),
}

SENT = {"person": {"family_name": "Nobody"}, "route": "telephone", "received_on": "2025-01-06", "source": "@source"}
CONTACT = {
    "person_ref": "@person",
    "referral_id": "@referral",
    "on": "2025-01-20",
    "purpose": "@purpose",
    "programme": "@programme",
    "channel": "02",
    "attendance": "5",
    "minutes": 20,
    "workers": [ANNE],
}
MEETING = {
    "kind": "gathering",
    "programme": "@programme",
    "activity": "training",
    "place": "online",
    "channel": "11",
    "on": "2025-01-20",
    "minutes": 60,
    "staff": [ANNE],
}
GROUP = {"title": "Tea", "programme": "@programme", "activity": "training", "place": "online", "channel": "11"}
FULL = {**MEETING, "channel": "01", "capacity": 1}
PLAN = {"person_ref": "@person", "agreed_on": "2025-01-20", "together": True, "workers": [ANNE]}
OF_SOMEBODY = {"person_ref": "@person", "on": "2025-01-20"}
HARD = {**OF_SOMEBODY, "kind": "housing", "evidence": "document-seen"}
SOFT = {**OF_SOMEBODY, "area": "hope", "source": "conversation"}
READING = {**OF_SOMEBODY, "instrument": "@instrument", "occasion": "first", "answers": []}


def to_referral(
    said: str, step: str, more: Body, code: str, field: str | None, of: str = "@referral", role: str = "team-leader"
) -> Broken:
    """A step of a referral on a Monday, unless another day is said."""
    body = {"on": "2025-01-20", **more}
    return Broken(said, "referrals", f"/referrals/{of}/{step}", body, code, field, role)


def to_sessions(said: str, path: str, body: Body, code: str, field: str | None, role: str = "team-leader") -> Broken:
    """A request to sessions."""
    return Broken(said, "sessions", path, body, code, field, role)


def to_outcomes(said: str, path: str, body: Body, code: str, field: str | None, role: str = "team-leader") -> Broken:
    """A request to outcomes."""
    return Broken(said, "outcomes", path, body, code, field, role)


def sent(said: str, more: Body, code: str, field: str) -> Broken:
    """A referral as it is sent."""
    return Broken(said, "referrals", "/referrals", {**SENT, **more}, code, field)


GRANT = {
    "fund": "bric",
    "on": "2025-01-20",
    "pounds": 4999,
    "applied_on": "2024-11-04",
    "interviewed_on": "2025-01-13",
    "workers": [ANNE],
}
SMALL_GRANT = {"fund": "stepping-stones", "on": "2025-01-20", "pounds": 1001, "workers": [ANNE]}
REASON: Mapping[str, Any] = {"reason": "tea"}
