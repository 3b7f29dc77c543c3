"""At most so many of a kind for one person in a financial year, whatever comes first, at once or is corrected."""

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

from tests.outcomes_api.site import OTHER_PERSON, PERSON, Site

PAID_WORK = {"person_ref": PERSON, "on": "2026-03-02", "kind": "paid-work", "evidence": "letter-seen"}
"""Once a year."""
RELEASED = {**PAID_WORK, "kind": "released-home"}
"""Twice a year."""
HOUSED = {**PAID_WORK, "kind": "housed"}
"""As often as it happens."""


def faults(body: Any) -> list[tuple[str, str]]:
    return [(fault["field"], fault["code"]) for fault in body["faults"]]


async def test_one_more_than_the_cap_is_refused_and_leaves_nothing(site: Site) -> None:
    first = await site.post("/hard-outcomes", PAID_WORK)
    second = await site.post("/hard-outcomes", {**PAID_WORK, "on": "2025-04-01"})

    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (422, "over-the-cap")
    assert second.json()["detail"] == (
        "paid-work counts once for one person from 2025-04-01 to 2026-03-31, and that is recorded already"
    )
    assert (await site.get("/hard-outcomes")).json()["total"] == 1
    assert await site.events() == ["hard-outcome-recorded.v1"]


async def test_a_cap_is_for_one_person_one_kind_and_one_financial_year(site: Site) -> None:
    for body in (
        PAID_WORK,
        {**PAID_WORK, "person_ref": OTHER_PERSON},
        {**PAID_WORK, "on": "2025-03-31"},
        {**PAID_WORK, "on": "2026-04-01"},
        RELEASED,
        RELEASED,
        HOUSED,
        HOUSED,
        HOUSED,
    ):
        assert (await site.post("/hard-outcomes", body)).status_code == 201, body
    assert (await site.post("/hard-outcomes", RELEASED)).json()["code"] == "over-the-cap"


async def test_what_is_withdrawn_or_corrected_away_makes_room(site: Site) -> None:
    first = await site.recorded("/hard-outcomes", PAID_WORK)
    await site.post(f"/hard-outcomes/{first}/withdraw", {"reason": "entered-in-error"})
    second = await site.recorded("/hard-outcomes", PAID_WORK)
    moved = {"content": {**PAID_WORK, "on": "2025-03-31"}, "reason": "wrong-details"}
    assert (await site.post(f"/hard-outcomes/{second}/correct", moved)).status_code == 200
    assert (await site.post("/hard-outcomes", PAID_WORK)).status_code == 201


async def test_nothing_is_corrected_into_a_year_or_kind_that_is_full(site: Site) -> None:
    await site.recorded("/hard-outcomes", PAID_WORK)
    housed = await site.recorded("/hard-outcomes", HOUSED)
    earlier = await site.recorded("/hard-outcomes", {**PAID_WORK, "on": "2025-03-31"})

    async def corrected(entry: str, **content: Any) -> Any:
        body = {"content": {**PAID_WORK, **content}, "reason": "wrong-details"}
        return await site.post(f"/hard-outcomes/{entry}/correct", body)

    kind, year = await corrected(housed), await corrected(earlier, on="2026-03-01")
    within = await corrected(earlier, on="2025-03-30")

    assert (kind.status_code, kind.json()["code"]) == (year.status_code, year.json()["code"]) == (422, "over-the-cap")
    assert kind.json()["faults"][0]["field"] == "content.kind"
    assert within.status_code == 200, "a correction does not stand in its own way"


async def test_a_batch_keeps_the_cap_and_tells_each_row_that_is_one_too_many(site: Site) -> None:
    await site.recorded("/hard-outcomes", RELEASED)
    rows = [PAID_WORK, RELEASED, HOUSED, RELEASED, {**PAID_WORK, "on": "2026-01-01"}, HOUSED]
    answer = await site.post("/hard-outcomes/batch", {"rows": rows})
    fewer = await site.post("/hard-outcomes/batch", {"rows": rows[:3]})

    assert answer.status_code == 422
    assert faults(answer.json()) == [("rows.3.kind", "over-the-cap"), ("rows.4.kind", "over-the-cap")]
    assert fewer.status_code == 201
    assert (await site.get("/hard-outcomes")).json()["total"] == 4


async def test_a_repetition_is_answered_as_before_though_the_cap_is_reached(site: Site) -> None:
    key = str(uuid4())
    first = await site.post("/hard-outcomes", PAID_WORK, key=key)
    again = await site.post("/hard-outcomes", PAID_WORK, key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert await site.events() == ["hard-outcome-recorded.v1"]


async def test_nobody_passes_the_cap_at_the_same_moment(site: Site) -> None:
    async def one(body: dict[str, Any]) -> int:
        return (await site.post("/hard-outcomes", body)).status_code

    async def several(rows: list[dict[str, Any]]) -> int:
        return (await site.post("/hard-outcomes/batch", {"rows": rows})).status_code

    other = {**RELEASED, "person_ref": OTHER_PERSON}
    answers = await asyncio.gather(
        *(one(PAID_WORK) for _ in range(10)),
        *(one(RELEASED) for _ in range(10)),
        *(several([other, PAID_WORK]) for _ in range(5)),
        *(several([{**PAID_WORK, "person_ref": OTHER_PERSON}, other]) for _ in range(5)),
    )
    rows = await site.pool.fetch("select subject, content ->> 'kind' as kind from entry_list")
    standing = Counter((row["subject"], row["kind"]) for row in rows)

    assert set(answers) == {201, 422}
    assert standing[PERSON, "paid-work"] == 1
    assert standing[PERSON, "released-home"] == 2
    assert standing[OTHER_PERSON, "released-home"] <= 2
    assert standing[OTHER_PERSON, "paid-work"] <= 1
    assert len(await site.events()) == sum(standing.values())
