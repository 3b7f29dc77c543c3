"""The same events and messages for every contender: JSON of about 300 bytes, nine headers, a key of 32 characters."""

import hashlib
import json
from uuid import UUID, uuid5

SPACE = UUID("6f1d3f5e-0f0e-4f6e-9a52-5a1f9b3f0b5e")
TYPE = "referral-received.v1"
PAGE = 1_000
"""Events a page when the log is read."""
RECORDS = 2_000
"""Most messages a batch when a topic is read."""


def stream_id(number: int) -> UUID:
    """An id for the n-th stream; numbers of different runs do not meet."""
    return uuid5(SPACE, str(number))


def person_ref(number: int) -> str:
    """A pseudonymous reference of invented person `number`."""
    return hashlib.blake2s(str(number).encode(), digest_size=16).hexdigest()


def body(number: int) -> bytes:
    """The JSON of a referral's receipt."""
    return json.dumps(
        {
            "referral_id": str(stream_id(number)),
            "person_ref": person_ref(number // 4),
            "received_on": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "source": "community-mental-health-team",
            "route": "booking-and-referral-standard",
            "urgency": "routine",
            "first_contact_by": "2026-12-24",
            "referrer_organisation": "RW5",
        },
        separators=(",", ":"),
    ).encode()


def headers(number: int) -> list[tuple[str, bytes]]:
    """The envelope of a message as Kafka headers."""
    return [
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_id", str(stream_id(number)).encode()),
        ("ce_type", TYPE.encode()),
        ("ce_source", b"/bench/referrals"),
        ("ce_time", b"2026-11-22T10:00:00.000000Z"),
        ("ce_position", str(number).encode()),
        ("ce_previous", str(number - 1).encode()),
        ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ]
