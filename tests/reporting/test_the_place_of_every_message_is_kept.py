"""Where each message stands that a record was made of: kept once, in whatever order and however often it comes."""

from datetime import date
from typing import Any

from contracts.messages.referrals import ConsentGiven
from services.reporting.domain.records.person import link_id
from tests.reporting.records import sent
from tests.reporting.taking import take
from tests.reporting.telling import Telling, person
from tests.reporting.working import contact, meeting, sessions_of

_PLACES = """
    select kind, record_id, version, service, position, event_id, name, trace_id
        from figures.messages order by service, position
"""


def a_week() -> tuple[Telling, Telling]:
    """A referral, an answer, a link and a consent; a contact that was corrected and a session with a line."""
    rio, sessions = Telling("rio"), sessions_of("rio")
    rio.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    rio.answer(1, "gender", "female", date(2025, 4, 2))
    rio.link(1, 2, date(2025, 4, 3))
    rio.say(ConsentGiven(person_ref=person(1), purpose="photograph", given_on=date(2025, 4, 3)), date(2025, 4, 3))
    contact(sessions, 1, 1, date(2025, 4, 4)).corrected(date(2025, 4, 5), channel="01")
    meeting(sessions, 1).planned(date(2025, 4, 7)).held(date(2025, 4, 7)).line(1, 1)
    return rio, sessions


async def test_each_message_of_a_record_has_its_place_and_what_no_record_keeps_has_none(figures: Any) -> None:
    rio, sessions = a_week()
    await take(figures, *sent(rio), *sent(sessions))
    rows = await figures.fetch(_PLACES)
    assert [(row["kind"], row["version"], row["name"]) for row in rows] == [
        ("journey", 1, "referral-received.v1"),
        ("journey", 2, "referral-accepted.v1"),
        ("profile", 1, "characteristic-recorded.v1"),
        ("link", 2, "people-linked.v1"),
        ("contact", 1, "contact-recorded.v1"),
        ("contact", 2, "contact-corrected.v1"),
        ("gathering", 1, "session-planned.v1"),
        ("gathering", 2, "session-held.v1"),
        ("gathering", 3, "attendance-recorded.v1"),
    ]
    assert rows[3]["record_id"] == link_id((person(1), person(2)))
    told = {envelope.id: envelope for telling in (rio, sessions) for envelope, _ in telling.messages}
    assert all(row["position"] == told[row["event_id"]].position for row in rows)


async def test_a_message_that_comes_again_or_in_another_batch_leaves_the_same_places(figures: Any) -> None:
    rio, sessions = a_week()
    await take(figures, *sent(rio), *sent(sessions))
    before = await figures.fetch(_PLACES)
    await take(figures, *sent(rio), *sent(sessions))
    assert await figures.fetch(_PLACES) == before
    await figures.execute("delete from figures.messages")
    await figures.execute("update figures.applied set position = 0")
    for record in [*sent(sessions), *sent(rio)]:
        await take(figures, record)
    assert await figures.fetch(_PLACES) == before


async def test_the_trace_of_a_message_is_kept_where_it_came_with_one(figures: Any) -> None:
    rio, _ = a_week()
    envelope, body = rio.messages[0]
    rio.messages[0] = envelope._replace(traceparent=f"00-{'ab' * 16}-00000000000000aa-01"), body
    await take(figures, *sent(rio))
    assert [row["trace_id"] for row in await figures.fetch(_PLACES)] == ["ab" * 16, None, None, None]
