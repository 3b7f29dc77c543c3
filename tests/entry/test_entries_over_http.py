"""One kind of entry as its callers meet it: recorded, listed, looked up, corrected, withdrawn, each only once."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from chassis import clock
from chassis.http.describing import description_of
from tests.conftest import Tokens
from tests.entry.counter import CLOSED_ON, EXAMPLE, Counter, faults, open_counter
from tests.entry.errands import ANNA, BEN, OTHER_RUNNER, RUNNER

SHOWN = {"on": "2025-06-02", "what": "bread", "minutes": 20, "runners": [str(RUNNER)], "subject": ANNA}


@pytest.fixture
async def counter(pool: Any, tokens: Tokens) -> AsyncIterator[Counter]:
    async with open_counter(pool, tokens) as opened:
        yield opened


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Today; a test may change it."""
    days = [date(2025, 6, 30)]
    monkeypatch.setattr(clock, "today", lambda: days[-1])
    return days


async def test_is_recorded_and_answered_as_it_stands(counter: Counter) -> None:
    answer = await counter.post("/errands", EXAMPLE)
    entry_id = answer.json()["entry_id"]
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.headers["location"] == f"/errands/{entry_id}"
    assert answer.json() == {"entry_id": entry_id, "status": "standing", "reason": None, "content": SHOWN}


async def test_the_same_key_again_records_nothing_and_answers_as_before(counter: Counter) -> None:
    key = str(uuid4())
    first = await counter.post("/errands", EXAMPLE, key=key)
    again = await counter.post("/errands", EXAMPLE, key=key)
    assert (again.status_code, again.json(), again.headers["etag"]) == (201, first.json(), '"1"')
    other = await counter.post("/errands", EXAMPLE | {"minutes": 21}, key=key)
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert await counter.minutes("/errands") == ([20], 1)


async def test_every_fault_of_a_content_is_told_at_its_field(counter: Counter) -> None:
    answer = await counter.post("/errands", EXAMPLE | {"what": "beer", "minutes": 0})
    assert faults(answer) == [("what", "unknown-what"), ("minutes", "too-short")]
    answer = await counter.post("/errands", EXAMPLE | {"beer": True, "minutes": 601})
    assert faults(answer) == [("minutes", "less-than-equal"), ("beer", "extra-forbidden")]
    assert await counter.minutes("/errands") == ([], 0)


async def test_a_day_that_is_left_out_is_today_and_may_be_repeated_tomorrow(
    counter: Counter, today: list[date]
) -> None:
    without = {name: value for name, value in EXAMPLE.items() if name != "on"}
    keys = [str(uuid4()), str(uuid4())]
    one = await counter.post("/errands", without, key=keys[0])
    several = await counter.post("/errands/batch", {"rows": [without, EXAMPLE]}, key=keys[1])
    assert one.json()["content"]["on"] == "2025-06-30"
    assert [entry["content"]["on"] for entry in several.json()["entries"]] == ["2025-06-30", "2025-06-02"]
    today.append(date(2025, 7, 1))
    assert (await counter.post("/errands", without, key=keys[0])).json() == one.json()
    again = await counter.post("/errands/batch", {"rows": [without, EXAMPLE]}, key=keys[1])
    assert (again.status_code, again.json()) == (201, several.json())
    said = await counter.post("/errands", without | {"on": "2025-06-30"}, key=keys[0])
    assert (said.status_code, said.json()["code"]) == (409, "key-reused")


async def test_a_repetition_whose_content_cannot_be_made_any_more_answers_as_before(
    counter: Counter, today: list[date]
) -> None:
    entry_id = await counter.recorded()
    corrected = {"content": EXAMPLE | {"minutes": 30}, "reason": "told-otherwise"}
    asked: list[tuple[str, Any]] = [
        ("/errands", EXAMPLE),
        ("/errands/batch", {"rows": [EXAMPLE, EXAMPLE]}),
        (f"/errands/{entry_id}/correct", corrected),
    ]
    keys = [str(uuid4()) for _ in asked]
    first = [await counter.post(path, said, key=key) for (path, said), key in zip(asked, keys, strict=True)]
    today.append(CLOSED_ON)
    again = [await counter.post(path, said, key=key) for (path, said), key in zip(asked, keys, strict=True)]
    assert [(each.status_code, each.json()) for each in again] == [(each.status_code, each.json()) for each in first]
    anew = [await counter.post(path, said) for path, said in asked]
    assert [faults(each) for each in anew] == [
        [("what", "closed")],
        [("rows.0.what", "closed"), ("rows.1.what", "closed")],
        [("content.what", "closed")],
    ]
    for other in (EXAMPLE | {"minutes": 21}, EXAMPLE | {"anna_ref": BEN}):
        answer = await counter.post("/errands", other, key=keys[0])
        assert (answer.status_code, answer.json()["code"]) == (409, "key-reused")


async def test_many_are_recorded_at_once(counter: Counter) -> None:
    rows = [EXAMPLE | {"minutes": minutes} for minutes in range(1, 501)]
    key = str(uuid4())
    answer = await counter.post("/errands/batch", {"rows": rows}, key=key)
    assert answer.status_code == 201
    assert [entry["content"]["minutes"] for entry in answer.json()["entries"]] == list(range(1, 501))
    assert len({entry["entry_id"] for entry in answer.json()["entries"]}) == 500
    assert (await counter.post("/errands/batch", {"rows": rows}, key=key)).json() == answer.json()
    assert (await counter.minutes("/errands?limit=1"))[1] == 500


async def test_a_batch_with_faults_records_nothing_and_tells_them_all(counter: Counter) -> None:
    rows = [EXAMPLE, EXAMPLE | {"what": "beer", "minutes": 0}, EXAMPLE | {"on": "2999-01-01"}]
    assert faults(await counter.post("/errands/batch", {"rows": rows})) == [
        ("rows.1.what", "unknown-what"),
        ("rows.1.minutes", "too-short"),
        ("rows.2.on", "in-the-future"),
    ]
    rows = [EXAMPLE | {"minutes": 599}, EXAMPLE, EXAMPLE | {"minutes": 599}]
    assert faults(await counter.post("/errands/batch", {"rows": rows})) == [
        ("rows.0.minutes", "too-odd"),
        ("rows.2.minutes", "too-odd"),
    ]
    answer = await counter.post("/errands/batch", {"rows": [EXAMPLE, EXAMPLE | {"minutes": "many"}]})
    assert faults(answer) == [("rows.1.minutes", "int-parsing")]
    assert await counter.minutes("/errands") == ([], 0)


@pytest.mark.parametrize(("count", "code"), [(0, "too-short"), (501, "too-long")])
async def test_a_batch_has_one_row_at_least_and_500_at_most(counter: Counter, count: int, code: str) -> None:
    assert faults(await counter.post("/errands/batch", {"rows": [EXAMPLE] * count})) == [("rows", code)]


async def test_is_listed_by_filters(counter: Counter) -> None:
    await counter.recorded(minutes=1, on="2025-06-01")
    await counter.recorded(minutes=2, on="2025-06-03", what="milk", runners=[str(OTHER_RUNNER)])
    last = await counter.recorded(minutes=3, on="2025-06-02")
    await counter.post(f"/errands/{last}/withdraw", {"reason": "entered-in-error"})
    assert await counter.minutes("/errands") == ([2, 3, 1], 3)
    assert await counter.minutes("/errands?limit=1&offset=1") == ([3], 3)
    assert await counter.minutes("/errands?status=standing") == ([2, 1], 2)
    assert await counter.minutes("/errands?from=2025-06-02") == ([2, 3], 2)
    assert await counter.minutes("/errands?to=2025-06-02&from=2025-06-02") == ([3], 1)
    assert await counter.minutes(f"/errands?worker_id={OTHER_RUNNER}") == ([2], 1)
    assert await counter.minutes("/errands?label=milk") == ([2], 1)
    assert await counter.minutes("/errands?what=milk") == ([2], 1)
    assert await counter.minutes("/errands?what=milk&label=bread") == ([], 0)
    assert faults(await counter.get("/errands?status=lost")) == [("status", "literal-error")]


async def test_is_searched_by_whom_it_is_about_in_a_body(counter: Counter) -> None:
    await counter.recorded(minutes=1)
    await counter.recorded(minutes=2, anna_ref=BEN)
    await counter.recorded(minutes=3, anna_ref=BEN, on="2025-06-09", what="milk", runners=[])

    async def found(**sought: Any) -> list[int]:
        answer = await counter.post("/errands/search", sought)
        assert answer.status_code == 200, answer.text
        return [entry["content"]["minutes"] for entry in answer.json()["entries"]]

    assert await found() == [3, 2, 1]
    assert await found(anna_ref=BEN) == [3, 2]
    assert await found(anna_ref=BEN, to="2025-06-08") == [2]
    assert await found(**{"from": "2025-06-03"}) == [3]
    assert await found(label="milk") == [3]
    assert await found(what="bread") == [2, 1]
    assert await found(worker_id=str(RUNNER), limit=1, offset=1) == [1]
    assert await found(status="withdrawn") == []
    assert faults(await counter.post("/errands/search", {"subject": BEN})) == [("subject", "extra-forbidden")]


async def test_is_seen_with_everything_that_happened_to_it(counter: Counter) -> None:
    entry_id = await counter.recorded()
    corrected = EXAMPLE | {"minutes": 30}
    await counter.post(f"/errands/{entry_id}/correct", {"content": corrected, "reason": "told-otherwise"})
    await counter.post(f"/errands/{entry_id}/withdraw", {"reason": "entered-in-error"})
    answer = await counter.get(f"/errands/{entry_id}")
    assert answer.headers["etag"] == '"3"'
    seen = answer.json()
    assert (seen["status"], seen["reason"], seen["content"]) == (
        "withdrawn",
        "entered-in-error",
        SHOWN | {"minutes": 30},
    )
    assert [(each["version"], each["event"], each["facts"]) for each in seen["timeline"]] == [
        (1, "errand-recorded.v1", {"content": SHOWN}),
        (2, "errand-corrected.v1", {"content": SHOWN | {"minutes": 30}, "reason": "told-otherwise"}),
        (3, "errand-withdrawn.v1", {"reason": "entered-in-error"}),
    ]


async def test_what_is_not_there_is_not_found(counter: Counter) -> None:
    nothing = f"/errands/{uuid4()}"
    answers = [
        await counter.get(nothing),
        await counter.post(f"{nothing}/correct", {"content": EXAMPLE, "reason": "told-otherwise"}),
        await counter.post(f"{nothing}/withdraw", {"reason": "told-otherwise"}),
        await counter.post(f"{nothing}/withdraw", {"reason": "whim"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not-found")] * 4


async def test_is_corrected_once(counter: Counter) -> None:
    entry_id = await counter.recorded()
    key, body = str(uuid4()), {"content": EXAMPLE | {"minutes": 30}, "reason": "told-otherwise"}
    first = await counter.post(f"/errands/{entry_id}/correct", body, key=key)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert first.json() == {
        "entry_id": entry_id,
        "status": "standing",
        "reason": "told-otherwise",
        "content": SHOWN | {"minutes": 30},
    }
    await counter.post(f"/errands/{entry_id}/correct", {"content": EXAMPLE, "reason": "entered-in-error"})
    again = await counter.post(f"/errands/{entry_id}/correct", body, key=key)
    assert (again.json(), again.headers["etag"]) == (first.json(), '"2"')
    assert await counter.minutes("/errands") == ([20], 1)


async def test_faults_of_a_correction_lie_in_its_content(counter: Counter) -> None:
    path = f"/errands/{await counter.recorded()}/correct"

    async def told(reason: str = "told-otherwise", **more: Any) -> list[tuple[str, str]]:
        return faults(await counter.post(path, {"content": EXAMPLE | more, "reason": reason}))

    assert await told(minutes=0, what="beer") == [("content.what", "unknown-what"), ("content.minutes", "too-short")]
    assert await told(anna_ref=BEN) == [("content.subject", "not-correctable")]
    assert await told(minutes=599) == [("content.minutes", "too-odd")]
    assert await told(minutes=601) == [("content.minutes", "less-than-equal")]
    assert await told(minutes=30, on=None) == [("content.on", "missing")]
    assert await told("whim", minutes=30) == [("reason", "unknown-reason")]


async def test_is_changed_only_as_the_client_knows_it(counter: Counter) -> None:
    entry_id = await counter.recorded()
    key, body = str(uuid4()), {"content": EXAMPLE | {"minutes": 30}, "reason": "told-otherwise"}
    path = f"/errands/{entry_id}/correct"
    stale = await counter.post(path, body, **{"If-Match": '"2"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert (await counter.post(path, body, key=key, **{"If-Match": '"1"'})).status_code == 200
    assert (await counter.post(path, body, key=key, **{"If-Match": '"1"'})).status_code == 200
    late = await counter.post(f"/errands/{entry_id}/withdraw", {"reason": "told-otherwise"}, **{"If-Match": '"1"'})
    assert late.status_code == 409
    assert (await counter.get(f"/errands/{entry_id}")).headers["etag"] == '"2"'


async def test_is_withdrawn_once_and_corrected_no_more(counter: Counter) -> None:
    entry_id = await counter.recorded()
    first = await counter.post(f"/errands/{entry_id}/withdraw", {"reason": "entered-in-error"})
    assert (first.status_code, first.json()["status"], first.json()["content"]) == (200, "withdrawn", SHOWN)
    again = await counter.post(f"/errands/{entry_id}/withdraw", {"reason": "entered-in-error"})
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')
    body = {"content": EXAMPLE | {"minutes": 30}, "reason": "told-otherwise"}
    corrected = await counter.post(f"/errands/{entry_id}/correct", body)
    assert (corrected.status_code, corrected.json()["code"]) == (422, "withdrawn")


async def test_each_route_asks_for_its_permission(counter: Counter) -> None:
    entry_id = await counter.recorded()
    body = {"content": EXAMPLE, "reason": "told-otherwise"}
    writes = [("/errands", EXAMPLE), ("/errands/batch", {"rows": [EXAMPLE]}), (f"/errands/{entry_id}/correct", body)]
    writes.append((f"/errands/{entry_id}/withdraw", {"reason": "told-otherwise"}))
    for path, said in writes:
        assert (await counter.post(path, said, "information-governance")).status_code == 403
    for path in ("/errands", f"/errands/{entry_id}"):
        assert (await counter.get(path, "referrer")).status_code == 403
    assert (await counter.post("/errands/search", {}, "referrer")).status_code == 403


async def test_a_content_may_ask_for_a_permission_of_its_own(counter: Counter) -> None:
    medicine = EXAMPLE | {"what": "medicine"}
    assert (await counter.post("/errands", EXAMPLE, "referrer")).status_code == 201
    assert (await counter.post("/errands", medicine, "referrer")).status_code == 403
    assert (await counter.post("/errands/batch", {"rows": [EXAMPLE, medicine]}, "referrer")).status_code == 403
    bread = await counter.recorded()
    body = {"content": medicine, "reason": "told-otherwise"}
    assert (await counter.post(f"/errands/{bread}/correct", body, "referrer")).status_code == 403
    assert (await counter.post("/errands", medicine)).status_code == 201


async def test_what_a_caller_may_not_see_is_not_there(counter: Counter) -> None:
    medicine = await counter.recorded(what="medicine", minutes=5)
    await counter.recorded(minutes=6)
    assert await counter.minutes("/errands") == ([6, 5], 2)
    assert await counter.minutes("/errands", "information-governance") == ([6], 1)
    assert await counter.minutes("/errands?label=medicine", "information-governance") == ([], 0)
    searched = await counter.post("/errands/search", {"anna_ref": ANNA}, "information-governance")
    assert searched.json()["total"] == 1
    assert (await counter.get(f"/errands/{medicine}")).status_code == 200
    assert (await counter.get(f"/errands/{medicine}", "information-governance")).status_code == 404
    body = {"content": EXAMPLE, "reason": "told-otherwise"}
    assert (await counter.post(f"/errands/{medicine}/correct", body, "referrer")).status_code == 404
    withdrawn = await counter.post(f"/errands/{medicine}/withdraw", {"reason": "told-otherwise"}, "referrer")
    assert withdrawn.status_code == 404


async def test_what_it_was_before_a_correction_stays_hidden_too(counter: Counter) -> None:
    entry_id = await counter.recorded(what="medicine")
    await counter.post(f"/errands/{entry_id}/correct", {"content": EXAMPLE, "reason": "told-otherwise"})
    seen = await counter.get(f"/errands/{entry_id}", "information-governance")
    assert [each["version"] for each in seen.json()["timeline"]] == [2]
    assert "medicine" not in seen.text


async def test_the_documents_describe_the_kind_with_its_own_types(counter: Counter) -> None:
    document = description_of(counter.app)
    models = document["components"]["schemas"]
    assert models["ErrandShown"]["properties"]["content"] == {"$ref": "#/components/schemas/Errand"}
    assert set(models["Errand"]["properties"]) == {"on", "what", "minutes", "runners", "subject"}
    assert models["ErrandGiven"]["examples"] == [EXAMPLE]
    assert models["ErrandBatchGiven"]["properties"]["rows"]["maxItems"] == 500
    post = document["paths"]["/errands"]["post"]
    assert post["summary"] == "Record: errand"
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ErrandGiven"}
    listed = {each["name"] for each in document["paths"]["/errands"]["get"]["parameters"]}
    assert listed == {"limit", "offset", "status", "from", "to", "worker_id", "label", "what"}
    assert "anna_ref" in models["ErrandSearch"]["properties"]
