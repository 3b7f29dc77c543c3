"""What of a batch is applied, parked, skipped or held back, and where every mark stands afterwards. No server."""

from dataclasses import replace

from chassis.errors import Unreadable
from chassis.inbox import Mark
from chassis.messaging.parking import sort_batch
from chassis.messaging.wire import Received
from tests.messaging.records import SOURCE, TOPIC, A, B, changed, record, without

MARK = {(SOURCE, 0): Mark(SOURCE, TOPIC, 0, position=0, offset=0, epoch=4, mapping=1)}


def applied(done) -> list[int]:
    return [message.envelope.position for _, message in done.apply]


def parked(done) -> list[tuple[str, int]]:
    return [(parked.reason, parked.offset) for parked in done.park]


def mark(done) -> tuple[int, int]:
    (only,) = done.marks
    return only.position, only.offset


def test_a_chain_is_applied_and_the_mark_moves_with_its_epoch_kept() -> None:
    done = sort_batch([record(0, 3, 0), record(1, 5, 3), record(2, 6, 5)], MARK)
    assert applied(done) == [3, 5, 6]
    assert done.marks == [Mark(SOURCE, TOPIC, 0, position=6, offset=3, epoch=4, mapping=1)]


def test_partitions_have_marks_of_their_own() -> None:
    done = sort_batch([record(0, 3, 0), record(0, 4, 0, partition=1)], MARK)
    assert applied(done) == [3, 4]
    assert {(m.partition, m.position, m.offset) for m in done.marks} == {(0, 3, 1), (1, 4, 1)}


def test_repeats_are_counted_and_skipped_without_reading_their_bodies() -> None:
    done = sort_batch(
        [changed(record(7, 3, 0), body=b"\xff not read")], {(SOURCE, 0): replace(MARK[SOURCE, 0], position=3)}
    )
    assert (applied(done), parked(done), done.repeats) == ([], [], 1)
    assert mark(done) == (3, 8)


def test_nothing_beyond_a_hole_is_applied_and_the_offset_stays_at_it() -> None:
    done = sort_batch([record(0, 3, 0), record(1, 6, 5), record(2, 8, 6)], MARK)
    assert applied(done) == [3]
    assert mark(done) == (3, 1)
    assert done.beyond == 2
    assert (done.holes[TOPIC, 0].position, done.holes[TOPIC, 0].previous, done.holes[TOPIC, 0].mark) == (6, 5, 3)


def test_a_hole_in_one_partition_holds_up_no_other() -> None:
    done = sort_batch([record(0, 6, 5), record(0, 4, 0, partition=1), record(1, 7, 4, partition=1)], MARK)
    assert applied(done) == [4, 7]


def test_a_hole_heals_when_the_page_comes_again_and_the_offset_goes_on() -> None:
    first = sort_batch([record(0, 3, 0), record(1, 6, 5)], MARK)
    marks = {(SOURCE, 0): first.marks[0]}
    second = sort_batch([record(2, 8, 6), record(3, 5, 3), record(4, 6, 5), record(5, 8, 6)], marks, (), first.holes)
    assert applied(second) == [5, 6, 8]
    assert second.holes == {}
    assert mark(second) == (8, 6)


def test_while_a_hole_is_open_reading_on_keeps_the_offset_at_it() -> None:
    first = sort_batch([record(4, 6, 5)], MARK)
    second = sort_batch([record(0, 6, 5), record(5, 9, 6)], {(SOURCE, 0): first.marks[0]}, (), first.holes)
    assert mark(second) == (0, 4)


def test_an_unreadable_body_is_parked_moves_the_mark_and_later_ones_of_its_key_queue_behind() -> None:
    done = sort_batch(
        [
            changed(record(0, 3, 0, key=A), body=b"{"),
            record(1, 4, 3, key=B),
            record(2, 5, 4, key=A),
            record(3, 6, 5, key=B),
        ],
        MARK,
    )
    assert parked(done) == [("not-json", 0), ("queued-behind", 2)]
    assert applied(done) == [4, 6]
    assert mark(done) == (6, 4)
    assert (done.park[0].source, done.park[0].position, done.park[0].type) == (SOURCE, 3, "referrer-contacted.v1")


def test_messages_of_a_key_that_waits_in_the_database_queue_behind_it() -> None:
    done = sort_batch([record(0, 3, 0, key=A), record(1, 4, 3, key=B)], MARK, {(TOPIC, A)})
    assert parked(done) == [("queued-behind", 0)]
    assert applied(done) == [4]


def test_the_same_key_on_another_topic_is_another_queue() -> None:
    done = sort_batch([record(0, 3, 0, key=A)], MARK, {("other.referrals.v1", A)})
    assert applied(done) == [3]


def test_a_record_without_an_envelope_moves_only_the_offset_and_holds_up_nobody() -> None:
    junk = Received(TOPIC, 0, 0, A, [], b"hello")
    done = sort_batch([junk, record(1, 3, 0, key=A)], MARK)
    assert parked(done) == [("no-envelope", 0)]
    assert done.park[0].position is None
    assert applied(done) == [3]
    done = sort_batch([junk], MARK)
    assert mark(done) == (0, 1)


def test_an_envelope_of_which_only_the_place_is_readable_moves_no_position() -> None:
    done = sort_batch([changed(record(0, 3, 0), ce_id=b"me")], MARK)
    assert parked(done) == [("no-envelope", 0)]
    assert mark(done) == (0, 1)


def test_a_source_that_has_no_right_to_the_topic_touches_nobodys_mark() -> None:
    foreign = changed(record(0, 900, 899), ce_source=b"/other/referrals")
    done = sort_batch([foreign, record(1, 3, 0)], MARK | {("/other/referrals", 0): Mark("/other/referrals", "o", 0, 5)})
    assert parked(done) == [("wrong-source", 0)]
    assert [(m.source, m.position) for m in done.marks] == [(SOURCE, 3)]


def test_an_unknown_type_is_parked_and_moves_the_mark() -> None:
    done = sort_batch([changed(record(0, 3, 0), ce_type=b"moon-landed.v9"), record(1, 4, 3, key=B)], MARK)
    assert parked(done) == [("unknown-type", 0)]
    assert (applied(done), mark(done)) == ([4], (4, 2))


def test_a_message_at_which_an_attempt_failed_is_parked_at_the_next_with_its_reason() -> None:
    doom = {(TOPIC, 0, 0): Unreadable("refused", "no such referral")}
    done = sort_batch([record(0, 3, 0, key=A), record(1, 4, 3, key=A), record(2, 5, 4, key=B)], MARK, doomed=doom)
    assert parked(done) == [("refused", 0), ("queued-behind", 1)]
    assert applied(done) == [5]


def test_where_the_parking_is_full_its_partition_stops_and_others_flow() -> None:
    bad = [changed(record(n, n + 1, n, key=A), body=b"{") for n in range(4)]
    well = record(0, 9, 0, partition=1, key=B)
    done = sort_batch([*bad, well], MARK, room={TOPIC: 2})
    assert parked(done) == [("not-json", 0), ("not-json", 1)]
    assert done.full == {(TOPIC, 0): 2}
    assert applied(done) == [9]
    assert {(m.partition, m.position, m.offset) for m in done.marks} == {(0, 2, 2), (1, 9, 1)}


def test_a_changed_mapping_is_told_once_and_kept_in_the_mark() -> None:
    records = [record(0, 3, 0), changed(record(1, 4, 3), ce_mapping=b"2"), changed(record(2, 5, 4), ce_mapping=b"2")]
    done = sort_batch(records, MARK)
    assert done.remapped == ((SOURCE, 1, 2),)
    assert done.marks[0].mapping == 2


def test_headers_that_are_missing_or_wrong_are_named_without_their_values() -> None:
    cases = {
        "the header ce_time is missing": without(record(0, 3, 0), "ce_time"),
        "the header ce_position is missing": without(record(0, 3, 0), "ce_position"),
        "ce_specversion is not 1.0": changed(record(0, 3, 0), ce_specversion=b"0.3"),
        "a header of the place is not what it should be": changed(record(0, 3, 0), ce_position=b"secret"),
        "ce_position, ce_previous or ce_mapping is out of range": changed(record(0, 3, 0), ce_previous=b"3"),
        "ce_time has no offset from UTC": changed(record(0, 3, 0), ce_time=b"2025-04-01T10:00:00"),
        "a ce_ header is not what it should be": changed(record(0, 3, 0), ce_time=b"yesterday"),
        "ce_type is no wire name": changed(record(0, 3, 0), ce_type=b"a\0b"),
    }
    for detail, poisoned in cases.items():
        done = sort_batch([poisoned], MARK)
        assert [(p.reason, p.detail) for p in done.park] == [("no-envelope", detail)]
