"""Soft outcomes and training over HTTP, outcomes that tell of offending, and the lists made anew."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from chassis.http import identity
from contracts.roles import PERMISSIONS, Permission, Role
from services.outcomes.main import rebuild
from tests.outcomes_api.site import PERSON, WORKER, Site, plan

PAID_WORK = {"person_ref": PERSON, "on": "2026-03-02", "kind": "paid-work", "evidence": "letter-seen"}
RELEASED = {**PAID_WORK, "kind": "released-home"}
CONFIDENCE = {"person_ref": PERSON, "on": "2026-03-02", "area": "confidence", "source": "said-by-the-person"}
FIRST_AID = {
    "on": "2026-03-02",
    "course": "first-aid",
    "stage": "completed",
    "learner": "person",
    "person_ref": PERSON,
}


def without_custody() -> Mapping[Role, frozenset[Permission]]:
    """A table of roles in which workers may neither record nor read what tells of offending."""
    apart = {Permission.RECORD_CUSTODY, Permission.READ_CUSTODY}
    return MappingProxyType({**PERMISSIONS, Role.WORKER: PERMISSIONS[Role.WORKER] - apart})


async def test_a_hard_outcome_says_how_it_counts(site: Site) -> None:
    answer = await site.post("/hard-outcomes", {**PAID_WORK, "workers": [WORKER]}, "worker")

    assert answer.status_code == 201, answer.text
    assert answer.json()["content"] == {
        "person_ref": PERSON,
        "on": "2026-03-02",
        "kind": "paid-work",
        "evidence": "letter-seen",
        "counted": "persons",
        "cap_per_year": 1,
        "custody": False,
        "referral_id": None,
        "programme": None,
        "workers": [WORKER],
    }
    assert (await site.get("/hard-outcomes?kind=paid-work&evidence=letter-seen")).json()["total"] == 1


async def test_a_day_that_is_left_out_is_today_and_evidence_is_asked_for(site: Site) -> None:
    undated = {name: value for name, value in PAID_WORK.items() if name != "on"}
    unproven = {name: value for name, value in PAID_WORK.items() if name != "evidence"}

    assert (await site.post("/hard-outcomes", undated)).status_code == 201
    assert (await site.post("/hard-outcomes", unproven)).status_code == 422
    assert (await site.post("/hard-outcomes", {**PAID_WORK, "evidence": "hope"})).json()["faults"][0]["code"] == (
        "unknown-evidence"
    )


async def test_a_soft_outcome_hits_its_ways(site: Site) -> None:
    answer = await site.post("/soft-outcomes", {**CONFIDENCE, "ways": ["give", "connect"]}, "worker")
    twice = await site.post("/soft-outcomes", {**CONFIDENCE, "ways": ["sleep"]}, "worker")

    assert answer.status_code == 201, answer.text
    assert answer.json()["content"]["ways"] == ["connect", "take-notice", "give"]
    assert twice.json()["faults"][0]["code"] == "unknown-way"
    assert (await site.get("/soft-outcomes?label=give&area=confidence")).json()["total"] == 1


async def test_training_is_accredited_by_its_course(site: Site) -> None:
    person = await site.post("/training", FIRST_AID, "worker")
    staff = {**FIRST_AID, "learner": "staff", "learner_id": WORKER, "person_ref": None, "stage": "entered"}
    batch = await site.post("/training/batch", {"rows": [staff, {**staff, "learner": "volunteer"}]}, "worker")
    nobody = await site.post("/training", {**FIRST_AID, "person_ref": None}, "worker")

    assert person.status_code == 201, person.text
    assert (person.json()["content"]["accredited"], person.json()["content"]["ways"]) == (
        True,
        ["keep-learning", "give"],
    )
    assert batch.status_code == 201, batch.text
    assert nobody.json()["faults"][0]["field"] == "person_ref"
    assert (await site.get(f"/training?worker_id={WORKER}&stage=entered")).json()["total"] == 2
    assert (await site.get("/training?learner=person&course=first-aid")).json()["total"] == 1


async def test_what_tells_of_offending_is_recorded_by_those_who_may(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "PERMISSIONS", without_custody())

    refused = await site.post("/hard-outcomes", RELEASED, "worker")
    batch = await site.post("/hard-outcomes/batch", {"rows": [PAID_WORK, RELEASED]}, "worker")
    recorded = await site.post("/hard-outcomes", RELEASED, "team-leader")
    other = await site.post("/hard-outcomes", PAID_WORK, "worker")

    assert (refused.status_code, batch.status_code) == (403, 403)
    assert (recorded.status_code, other.status_code) == (201, 201)
    assert await site.events() == ["hard-outcome-recorded.v1", "hard-outcome-recorded.v1"]


async def test_what_tells_of_offending_is_not_there_for_those_who_may_not_read_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await site.recorded("/hard-outcomes", RELEASED)
    await site.recorded("/hard-outcomes", PAID_WORK)
    monkeypatch.setattr(identity, "PERMISSIONS", without_custody())

    async def told(role: str) -> tuple[int, int, int]:
        listed = (await site.get("/hard-outcomes", role)).json()
        found = (await site.post("/hard-outcomes/search", {"person_ref": PERSON}, role)).json()
        seen = await site.get(f"/hard-outcomes/{made}", role)
        assert len(listed["entries"]) == listed["total"]
        return listed["total"], found["total"], seen.status_code

    assert await told("team-leader") == (2, 2, 200)
    assert await told("worker") == (1, 1, 404)
    withdraw = {"reason": "entered-in-error"}
    correct = {"content": {**PAID_WORK}, "reason": "wrong-details"}
    assert (await site.post(f"/hard-outcomes/{made}/withdraw", withdraw, "worker")).status_code == 404
    assert (await site.post(f"/hard-outcomes/{made}/correct", correct, "worker")).status_code == 404


async def test_the_lists_made_anew_are_the_lists_that_were_kept(site: Site) -> None:
    await site.recorded("/hard-outcomes", PAID_WORK)
    released = await site.recorded("/hard-outcomes", RELEASED)
    await site.post(f"/hard-outcomes/{released}/withdraw", {"reason": "entered-in-error"})
    await site.recorded("/soft-outcomes", CONFIDENCE)
    await site.recorded("/training", FIRST_AID)
    assert (await site.post("/plans", plan())).status_code == 201
    kept = await everything(site)

    assert len(kept) == 4
    assert await rebuild(site.whole.running, []) == 0
    assert await everything(site) == kept
    assert (await site.post("/hard-outcomes", PAID_WORK)).json()["code"] == "over-the-cap"


async def everything(site: Site) -> list[Any]:
    return [row[0] for row in await site.pool.fetch("select to_jsonb(l) - 'number' from entry_list l order by 1")]
