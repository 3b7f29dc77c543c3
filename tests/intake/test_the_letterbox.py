"""Messages are kept before they are read, are in one hand at a time, and wait for a person where they must."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from deploy.local.databases import DatabaseUrls
from services.referrals.intake.bars import door
from services.referrals.intake.letterbox import letterbox as box
from services.referrals.intake.letterbox.letterbox import Letterbox
from services.referrals.intake.letterbox.sweeping import Sweeper
from services.referrals.main import taking
from tests.conftest import Tokens
from tests.intake.messages import (
    FAILING_NUMBER,
    OTHER_NUMBER,
    as_json,
    cancellation,
    given_id,
    issue,
    message,
    post,
    update,
)
from tests.referrals_api.site import Site, open_site, terms_text


async def held(site: Site) -> list[str]:
    entries = (await site.get("/letterbox?state=quarantined")).json()["entries"]
    return [entry["id"] for entry in reversed(entries)]


async def resolve(site: Site, decision: str, number: str | None = None) -> dict[str, str]:
    given = {"decision": decision, "reason": "looked at it"} | ({"nhs_number": number} if number else {})
    answer = await site.post(f"/letterbox/{(await held(site))[0]}/resolution", given, "worker")
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def abandon(site: Site) -> None:
    """Leave the message that came last as a process leaves it that dies while it holds it."""
    await site.pool.execute(
        "update letterbox set state = 'processing', lease_until = clock_timestamp() - interval '1 second'"
    )


def sweeper_of(site: Site) -> Sweeper:
    """The sweeper that this process would turn if it worked."""
    return Sweeper(Letterbox(site.pool), taking(site.whole.running))


async def test_a_message_is_kept_as_it_came_without_secrets(site: Site) -> None:
    body = as_json(message())
    await post(site, body, **{"NHSD-End-User-Organisation": "eyJhIjoxfQ=="})

    row = await site.pool.fetchrow("select body, headers, sha256, sha256(body) as again, media_type from letterbox")
    assert bytes(row["body"]) == body
    assert row["sha256"] == row["again"]
    assert row["media_type"] == "application/fhir+json"
    assert '"nhsd-end-user-organisation": "eyJhIjoxfQ=="' in row["headers"]
    assert "authorization" not in row["headers"].lower()


async def test_a_message_in_hand_is_too_early_to_come_again(site: Site) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    body = as_json(message())
    await post(site, body, **same)
    await site.pool.execute(
        "update letterbox set state = 'processing', lease_until = clock_timestamp() + interval '9 s'"
    )

    assert issue(await post(site, body, **same)) == (425, "REC_TOO_EARLY", "duplicate")


async def test_twenty_at_once_are_one_referral(site: Site) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    body = as_json(message())
    answers = await asyncio.gather(*(post(site, body, **same) for _ in range(20)))

    assert sorted({answer.status_code for answer in answers} - {425}) in ([200], [200, 409])
    assert [answer.status_code for answer in answers].count(200) == 1
    assert await site.events() == ["referral-received.v1"]


async def test_a_retry_takes_over_what_a_dead_process_held(site: Site) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    body = as_json(message())
    first = given_id(await post(site, body, **same))
    await abandon(site)

    assert given_id(await post(site, body, **same)) == first
    assert await site.events() == ["referral-received.v1"]


async def test_what_a_dead_process_held_is_taken_without_a_retry(site: Site) -> None:
    first = given_id(await post(site, message(number=FAILING_NUMBER)))
    await abandon(site)
    taken_up = await sweeper_of(site).sweep()

    assert taken_up == 1
    entry = (await site.get("/letterbox")).json()["entries"][0]
    assert (entry["state"], entry["referral_id"], entry["attempts"]) == ("quarantined", first, 2)


async def test_what_takes_too_long_is_let_go_for_the_next_try(
    site: Site, migrated: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    body = as_json(message())
    monkeypatch.setattr(door, "ANSWER_WITHIN", 0.5)
    owner = await asyncpg.connect(migrated.owner_url)
    try:
        async with owner.transaction():
            await owner.execute("lock table people in access exclusive mode")
            slow = await post(site, body, **same)
    finally:
        await owner.close()
    monkeypatch.undo()

    assert issue(slow) == (408, "REC_TIMEOUT", "timeout")
    assert (await post(site, body, **same)).status_code == 200
    assert await site.events() == ["referral-received.v1"]


async def test_what_fails_by_our_own_fault_is_let_go_for_the_next_try(site: Site, migrated: DatabaseUrls) -> None:
    same = {"conversation": str(uuid4()), "request": str(uuid4())}
    body = as_json(message())
    owner = await asyncpg.connect(migrated.owner_url)
    try:
        await owner.execute("alter table referral_list rename to hidden")
        failed = await post(site, body, **same)
        await owner.execute("alter table hidden rename to referral_list")
    finally:
        await owner.close()

    assert issue(failed) == (500, "REC_SERVER_ERROR", "exception")
    assert (await post(site, body, **same)).status_code == 200
    assert await site.events() == ["referral-received.v1"]


async def test_a_corrected_number_makes_the_referral_and_gives_the_id_that_was_promised(site: Site) -> None:
    promised = given_id(await post(site, message(number=FAILING_NUMBER)))
    resolved = await resolve(site, "correct-number", "999 000 0018")

    assert resolved["state"] == "translated"
    assert resolved["referral_id"] == promised
    person = (await site.post("/people/search", {"referral_id": promised})).json()["people"][0]
    assert (person["nhs_number"], person["number_status"]) == ("9990000018", "trace-required")


async def test_a_referral_can_be_taken_without_its_number(site: Site) -> None:
    promised = given_id(await post(site, message(number=FAILING_NUMBER)))
    await resolve(site, "take-without-number")

    person = (await site.post("/people/search", {"referral_id": promised})).json()["people"][0]
    assert (person["nhs_number"], person["number_status"]) == (None, "number-failed-its-check")


async def test_a_discarded_message_makes_nothing_and_stays(site: Site) -> None:
    await post(site, message(number=FAILING_NUMBER))
    resolved = await resolve(site, "discard")

    assert resolved["state"] == "discarded"
    assert await site.events() == []
    assert await site.pool.fetchval("select octet_length(body) from letterbox") > 0


async def test_a_decision_is_taken_once(site: Site) -> None:
    await post(site, message(number=FAILING_NUMBER))
    (message_id,) = await held(site)
    await resolve(site, "discard")
    answer = await site.post(f"/letterbox/{message_id}/resolution", {"decision": "discard", "reason": "again"})

    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-state")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"decision": "correct-number", "reason": "typed"}, "number-and-decision"),
        ({"decision": "discard", "reason": "why", "nhs_number": "9990000018"}, "number-and-decision"),
        ({"decision": "correct-number", "reason": "typed", "nhs_number": "1"}, "nhs-number-fails-its-check"),
        ({"decision": "burn", "reason": "cold"}, "invalid"),
    ],
)
async def test_a_decision_that_cannot_be_leaves_the_message_waiting(
    site: Site, given: dict[str, str], code: str
) -> None:
    await post(site, message(number=FAILING_NUMBER))
    (message_id,) = await held(site)
    answer = await site.post(f"/letterbox/{message_id}/resolution", given)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await held(site) == [message_id]


async def test_later_messages_of_a_conversation_wait_behind_the_first_and_follow_it(site: Site) -> None:
    conversation = str(uuid4())
    promised = given_id(await post(site, message(number=FAILING_NUMBER), conversation))
    assert given_id(await post(site, update(number=None), conversation)) == promised
    assert given_id(await post(site, cancellation(number=None), conversation)) == promised
    assert await site.events() == []

    await resolve(site, "take-without-number")

    assert await held(site) == []
    assert (await site.events())[0] == "referral-received.v1"
    assert (await site.get(f"/referrals/{promised}")).json()["status"] == "withdrawn"


async def test_a_number_corrected_after_an_update_links_the_two_references(site: Site) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(number=None), conversation))
    await post(site, update(number=FAILING_NUMBER), conversation)
    await resolve(site, "correct-number", OTHER_NUMBER)

    assert await site.events() == ["referral-received.v1", "people-linked.v1"]
    person = (await site.post("/people/search", {"referral_id": first})).json()["people"][0]
    assert len(person["same_as"]) == 1


async def test_an_update_left_between_its_two_transactions_is_finished_by_the_next_attempt(
    site: Site, migrated: DatabaseUrls
) -> None:
    conversation = str(uuid4())
    first = given_id(await post(site, message(number=None), conversation))
    changed = update()
    changed["entry"][1]["resource"]["priority"] = "stat"
    owner = await asyncpg.connect(migrated.owner_url)
    try:
        await owner.execute("alter function follow_people_links(jsonb) rename to hidden")
        failed = await post(site, changed, conversation)
        await owner.execute("alter function hidden(jsonb) rename to follow_people_links")
    finally:
        await owner.close()
    assert failed.status_code == 500
    assert await site.events() == ["referral-received.v1", "referral-amended.v1"]
    assert (await site.post("/people/search", {"nhs_number": "9990000018"})).json()["people"] == []

    assert await sweeper_of(site).sweep() == 1

    assert await site.events() == ["referral-received.v1", "referral-amended.v1", "people-linked.v1"]
    (person,) = (await site.post("/people/search", {"referral_id": first})).json()["people"]
    assert (person["nhs_number"], len(person["same_as"]), len(person["needs"])) == ("9990000018", 1, 1)
    assert (await site.get("/letterbox?state=translated")).json()["total"] == 2


async def test_a_message_that_was_turned_away_can_be_read_again(site: Site) -> None:
    await post(site, update())
    (entry,) = (await site.get("/letterbox?state=rejected")).json()["entries"]
    answer = await site.post(f"/letterbox/{entry['id']}/run-again", None, "operations")

    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")
    assert (await site.post(f"/letterbox/{uuid4()}/run-again", None, "operations")).status_code == 404


async def test_the_flag_policy_takes_the_referral_without_the_number_and_notes_it(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str
) -> None:
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens, terms=terms_text("flag")) as site:
        first = given_id(await post(site, message(number=FAILING_NUMBER)))
        person = (await site.post("/people/search", {"referral_id": first})).json()["people"][0]
        entry = (await site.get("/letterbox")).json()["entries"][0]

    assert (person["nhs_number"], person["number_status"]) == (None, "number-failed-its-check")
    assert (entry["state"], entry["objections"][0]["issue"]) == ("translated", "nhs-number-fails-its-check")


async def test_the_accept_policy_takes_the_number_as_it_is(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str
) -> None:
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens, terms=terms_text("accept")) as site:
        first = given_id(await post(site, message(number=FAILING_NUMBER)))
        person = (await site.post("/people/search", {"referral_id": first})).json()["people"][0]

    assert person["nhs_number"] == FAILING_NUMBER


async def test_a_contract_without_the_route_turns_the_message_away(
    migrated: DatabaseUrls, tmp_path: Path, tokens: Tokens, contract_slug: str
) -> None:
    without = terms_text().replace('"web-form", "bars"', '"web-form"')
    async with open_site(tmp_path, contract_slug, migrated.service_url, tokens, terms=without) as site:
        answer = await post(site, message())

    assert issue(answer) == (422, "REC_UNPROCESSABLE_ENTITY", "business-rule")


def test_a_lease_outlasts_the_senders_patience() -> None:
    assert timedelta(seconds=door.ANSWER_WITHIN) * 2 < box.LEASE
