"""CloudEvents in binary mode: what is written is read again, and whatever is not one is refused with its reason."""

from contextlib import suppress

import pytest
from aiokafka.partitioner import murmur2 as kafkas_murmur2
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Unreadable
from chassis.messaging.partitions import murmur2, partition_of
from chassis.messaging.wire import MAX_BODY_BYTES, Encoder, Received, decode, key_of, source_of
from contracts.messages.envelope import Envelope
from tests.messaging.records import EVENT, MOMENT, TOPIC, A, body, changed, record, stored, without

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"


def test_the_headers_are_those_of_cloudevents_and_ours() -> None:
    headers, data = Encoder("rio", "referrals", 2).encode(
        body(), stored(17, 3, traceparent=PARENT, tracestate="a=b"), 12
    )
    assert headers == [
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_source", b"/rio/referrals"),
        ("ce_mapping", b"2"),
        ("ce_type", b"referrer-contacted.v1"),
        ("ce_id", b"e0000000-0000-4000-8000-000000000001"),
        ("ce_time", b"2025-04-01T10:00:00.000250+00:00"),
        ("ce_position", b"17"),
        ("ce_previous", b"12"),
        ("ce_streamversion", b"3"),
        ("traceparent", PARENT.encode()),
        ("tracestate", b"a=b"),
    ]
    assert data == (
        b'{"referral_id":"f0000000-0000-4000-8000-000000000001","person_ref":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
        b'"contacted_on":"2025-04-01"}'
    )


def test_what_is_written_is_read_again() -> None:
    headers, data = Encoder("rio", "referrals", 2).encode(body(), stored(17, 3, traceparent=PARENT), 12)
    message = decode(Received("rio.referrals.v1", 0, 0, A, tuple(headers), data))
    assert message.body == body()
    assert message.envelope == Envelope(
        EVENT, "referrer-contacted.v1", "rio", "referrals", MOMENT, 17, 12, 3, 2, traceparent=PARENT, tracestate=None
    )


def test_a_seal_travels_as_a_header_and_a_message_without_one_is_read_all_the_same() -> None:
    headers, data = Encoder("rio", "referrals", 2).encode(body(), stored(17), 12, bytes(31) + b"\xab")
    assert dict(headers)["ce_seal"] == b"00" * 31 + b"ab"
    sealed = Received("rio.referrals.v1", 0, 0, A, tuple(headers), data)
    assert decode(sealed).envelope.seal == "00" * 31 + "ab"
    assert decode(without(sealed, "ce_seal")).envelope == decode(sealed).envelope._replace(seal=None)


@pytest.mark.parametrize("seal", [b"", b"ab", b"AB" * 32, b"zz" * 32, b"ab" * 33, b"ab" * 32 + b"\n"])
def test_what_is_no_seal_is_refused(seal: bytes) -> None:
    headers, data = Encoder("rio", "referrals", 2).encode(body(), stored(17), 12, bytes(32))
    sealed = Received("rio.referrals.v1", 0, 0, A, tuple(headers), data)
    with pytest.raises(Unreadable) as refused:
        decode(changed(sealed, ce_seal=seal))
    assert refused.value.reason == "no-envelope"


def test_the_key_is_whom_it_is_about_or_else_the_stream() -> None:
    assert key_of(stored(1)) == A
    assert key_of(stored(1, subject=None)) == b"referral-f0000000-0000-4000-8000-000000000001"


def test_each_topic_has_one_source() -> None:
    assert source_of("long-covid.referrals.v1") == "/long-covid/referrals"


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ({"body": b"{"}, "not-json"),
        ({"body": b"\xff\xfe"}, "not-json"),
        ({"body": b""}, "not-json"),
        ({"body": None}, "unreadable-body"),
        ({"body": b"[]"}, "unreadable-body"),
        ({"body": b'{"person_ref":"somebody"}'}, "unreadable-body"),
        ({"body": b" " * (MAX_BODY_BYTES + 1)}, "too-large"),
        ({"ce_type": b"moon-landed.v1"}, "unknown-type"),
        ({"ce_source": b"/other/referrals"}, "wrong-source"),
        ({"ce_id": b"17"}, "no-envelope"),
        ({"ce_position": b"-1"}, "no-envelope"),
        ({"ce_position": b"9" * 30}, "no-envelope"),
        ({"ce_streamversion": None}, "no-envelope"),
    ],
)
def test_poison_is_refused_with_its_reason(poison: dict, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(changed(record(0, 3, 0), **poison))
    assert refused.value.reason == reason


def test_a_refusal_names_field_and_rule_and_never_the_value() -> None:
    with pytest.raises(Unreadable) as refused:
        decode(
            changed(record(0, 3, 0), body=b'{"referral_id":"Anna Smith","person_ref":"Anna Smith","contacted_on":"x"}')
        )
    assert refused.value.detail == (
        "referrer-contacted.v1: referral_id: uuid_parsing; person_ref: string_pattern_mismatch; "
        "contacted_on: date_from_datetime_parsing"
    )
    assert refused.value.__cause__ is None


@given(
    headers=st.lists(
        st.tuples(st.sampled_from([*[name for name, _ in record(0, 3, 0).headers], "ce_seal"]), st.binary(max_size=40))
    ),
    data=st.none() | st.binary(max_size=60),
    replace=st.booleans(),
)
def test_whatever_comes_is_a_message_or_unreadable(headers: list, data: bytes | None, replace: bool) -> None:
    well = record(0, 3, 0)
    came = well._replace(headers=headers if replace else [*well.headers, *headers], body=data)
    with suppress(Unreadable):
        assert decode(came).envelope.contract == "test"


@given(st.binary(max_size=70))
def test_the_partition_is_the_one_that_every_kafka_client_picks(key: bytes) -> None:
    assert murmur2(key) == kafkas_murmur2(key)
    assert partition_of(key, 6) == (kafkas_murmur2(key) & 0x7FFFFFFF) % 6


def test_hashes_are_those_of_kafkas_own_tests() -> None:
    assert {
        word: murmur2(word) - 2**32 if murmur2(word) >= 2**31 else murmur2(word) for word in (b"21", b"foobar")
    } == {
        b"21": -973932308,
        b"foobar": -790332482,
    }
    assert TOPIC == "test.referrals.v1"
