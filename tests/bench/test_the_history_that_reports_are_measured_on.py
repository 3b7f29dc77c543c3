"""That the invented history is what services would publish: readable, in order, the same each time, with slips."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice

import pytest

from bench.history.asking import LAST_YEAR, QUESTIONS
from bench.history.days import DAYS, FIRST_DAY, LAST_DAY, day
from bench.history.records import Record, Relays
from bench.history.telling import Told
from bench.history.years import history, shares
from chassis.messaging.partitions import partition_of
from chassis.messaging.wire import Message, Received, decode, source_of
from contracts.messages.catalogue import PUBLISHERS
from services.reporting.projection.folding import Told as Taken

MESSAGES = 4_000
PARTITIONS = 6


@pytest.fixture(scope="module")
def told() -> list[tuple[int, Told]]:
    return [(today, each) for today, of_day in enumerate(history("north", MESSAGES)) for each in of_day]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(all_records())


def all_records() -> Iterator[Record]:
    relays = Relays("north", PARTITIONS)
    for today, of_day in enumerate(history("north", MESSAGES)):
        yield from relays.records(today, of_day)


def received(record: Record) -> Received:
    return Received(record.topic, record.partition, 0, record.key, record.headers, record.value)


def messages(records: list[Record]) -> list[Message]:
    return [decode(received(record)) for record in records]


def test_every_message_can_be_read_and_kept(records: list[Record]) -> None:
    taken = Taken()
    for message in messages(records):
        taken.take(*message)

    assert len(taken.places) > 0.9 * len(records)
    assert len(taken.facts) > 100
    assert len(taken.gatherings) > 50
    assert taken.links != []


def test_a_version_of_a_record_is_told_once(records: list[Record]) -> None:
    taken = Taken()
    for message in messages(records):
        taken.take(*message)
    spots = [(place.kind, place.record_id, place.version) for place in taken.places if place.kind != "link"]

    assert len(spots) == len(set(spots))


def test_each_source_counts_its_positions_without_gap(records: list[Record]) -> None:
    positions: dict[str, list[int]] = {}
    for message in messages(records):
        positions.setdefault(message.envelope.source, []).append(message.envelope.position)

    assert sorted(positions) == sorted(f"/north/{service}" for service in PUBLISHERS)
    assert all(found == list(range(1, len(found) + 1)) for found in positions.values())


def test_each_message_names_the_one_before_it_in_its_partition(records: list[Record]) -> None:
    last: dict[tuple[str, int], int] = {}
    for record, message in zip(records, messages(records), strict=True):
        place = record.topic, record.partition
        assert message.envelope.previous == last.get(place, 0)
        assert message.envelope.source == source_of(record.topic)
        last[place] = message.envelope.position


def test_a_record_lies_in_the_partition_of_its_key(records: list[Record]) -> None:
    assert [record.partition for record in records] == [partition_of(record.key, PARTITIONS) for record in records]


def test_moments_of_recording_never_go_back(records: list[Record]) -> None:
    moments = [message.envelope.time for message in messages(records)]

    assert moments == sorted(moments)
    assert moments[0].date() == FIRST_DAY
    assert {int(message.envelope.time.timestamp() * 1000) for message in messages(records[:50])} == {
        record.timestamp for record in records[:50]
    }


def test_nothing_is_recorded_before_it_happened(told: list[tuple[int, Told]]) -> None:
    assert [(today, each) for today, each in told if each.on > today] == []


def test_it_is_the_same_history_each_time_and_another_for_another_contract() -> None:
    first = list(islice(all_records(), 300))

    assert first == list(islice(all_records(), 300))
    assert next(iter(history("north", MESSAGES))) != next(iter(history("south", MESSAGES)))


def test_there_are_about_as_many_messages_as_asked_for(told: list[tuple[int, Told]]) -> None:
    assert 0.93 * MESSAGES < len(told) < 1.07 * MESSAGES
    months = Counter(day(today).replace(day=1) for today, _ in told)
    assert len(months) == 36


def test_some_is_recorded_late_corrected_and_withdrawn(told: list[tuple[int, Told]]) -> None:
    late = sum(today - each.on > 3 for today, each in told) / len(told)
    kinds = Counter(each.kind.split(".")[0].rpartition("-")[2] for _, each in told)

    assert 0.1 < late < 0.2
    assert kinds["corrected"] > 20
    assert kinds["withdrawn"] > 10


def test_contracts_share_the_messages_by_size() -> None:
    assert shares(["a", "b", "c"], 9_000) == {"a": 4_000, "b": 3_000, "c": 2_000}


def test_questions_lie_within_the_history() -> None:
    assert (FIRST_DAY, LAST_DAY, day(DAYS - 1)) == (date(2022, 4, 1), date(2025, 3, 31), date(2025, 3, 31))
    assert all(
        period.starts_on >= FIRST_DAY and period.ends_on <= as_at <= LAST_DAY for period, as_at in QUESTIONS.values()
    )
    assert [period.label for period in LAST_YEAR] == ["2024/25-Q1", "2024/25-Q2", "2024/25-Q3", "2024/25-Q4"]
