"""Batches into a real PostgreSQL: the rows equal those kept in memory, and the marks decide what applies."""

from datetime import date
from typing import Any

from chassis.messaging.wire import Received
from tests.reporting.figures import folded
from tests.reporting.records import poison, sent
from tests.reporting.rows import cells_of_rows, rows_of
from tests.reporting.taking import take
from tests.reporting.telling import Telling, all_of
from tests.reporting.working import working_weeks


def a_year(contract: str = "rio") -> Telling:
    """A few referrals with everything that moves a figure."""
    telling = Telling(contract)
    telling.referral(1, of=1).received(date(2025, 3, 31), typed=date(2025, 4, 3)).accepted(date(2025, 4, 4)).contacted(
        date(2025, 4, 9)
    ).closed(date(2025, 6, 30)).reopened(date(2025, 7, 2))
    telling.referral(2, of=2).received(date(2025, 4, 1)).declined(date(2025, 4, 2))
    telling.referral(3, of=3).received(date(2025, 5, 1)).accepted(date(2025, 5, 3)).contacted(date(2025, 5, 3), "09")
    telling.link(1, 3, date(2025, 8, 1))
    return telling


async def test_rows_equal_those_kept_in_memory_batch_by_batch(figures: Any) -> None:
    tellings = [
        telling for contract in ("rio", "long-covid") for telling in (a_year(contract), *working_weeks(contract))
    ]
    records = [record for telling in tellings for record in sent(telling)]
    for at in range(0, len(records), 3):
        await take(figures, *records[at : at + 3])
    expected = folded(*all_of(*tellings))
    stands = await rows_of(figures)
    assert (stands.journeys, stands.people, stands.kept_under) == (
        expected.journeys, expected.people, expected.kept_under,
    )  # fmt: skip
    assert (stands.activities, stands.gatherings) == (expected.activities, expected.gatherings)
    assert stands.ledger == {key: by for key, by in expected.ledger.items() if by}
    assert await cells_of_rows(figures) == expected.cells == expected.recounted()


async def test_what_came_before_is_counted_and_changes_nothing(figures: Any) -> None:
    records = sent(a_year())
    await take(figures, *records)
    before = await rows_of(figures)
    done = await take(figures, *records[2:])
    assert (len(done.sorted.apply), done.sorted.repeats) == (0, len(records) - 2)
    assert await rows_of(figures) == before


async def test_nothing_beyond_a_hole_is_applied_until_the_page_comes_again(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2)).contacted(date(2025, 4, 3))
    received, accepted, contacted = sent(telling)
    done = await take(figures, received, contacted)
    assert (len(done.sorted.apply), done.sorted.beyond) == (1, 1)
    missing = await figures.fetch("select source, missing, hole_since is not null as since from figures.progress")
    assert [tuple(row) for row in missing] == [("/rio/referrals", 2, True)]
    await take(figures, accepted, contacted)
    assert await cells_of_rows(figures) == folded(*telling.messages).cells
    assert await figures.fetchval("select count(*) from figures.progress where missing is not null") == 0


async def test_poison_is_parked_and_the_next_good_one_passes(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1))
    telling.referral(2, of=1).received(date(2025, 4, 2))
    first, second = sent(telling)
    broken = poison(first, 1, key=b"somebody-else", position=b"2", previous=b"1")
    good = second._replace(offset=2, headers=_with(second, position=b"3", previous=b"2"))
    done = await take(figures, first, broken, good)
    assert [parked.reason for parked in done.sorted.park] == ["not-json"]
    assert (await rows_of(figures)).journeys.keys() == {
        ("rio", telling.referral(1, of=1).referral_id),
        ("rio", telling.referral(2, of=1).referral_id),
    }
    assert await figures.fetchval("select body from figures.parked") == b"{"


async def test_later_messages_of_a_parked_key_queue_behind_it(figures: Any) -> None:
    telling = Telling()
    telling.referral(1, of=1).received(date(2025, 4, 1)).accepted(date(2025, 4, 2))
    received, accepted = sent(telling)
    done = await take(figures, received._replace(body=b"[]"), accepted)
    assert [parked.reason for parked in done.sorted.park] == ["unreadable-body", "queued-behind"]
    assert (await rows_of(figures)).journeys == {}


def _with(record: Received, **headers: bytes) -> list[tuple[str, bytes]]:
    return list({**dict(record.headers), **{f"ce_{name}": value for name, value in headers.items()}}.items())
