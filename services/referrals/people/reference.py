"""References of people: a keyed hash of who somebody is, which leads nowhere without key and details."""

import hashlib
import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any
from uuid import UUID

import orjson

from chassis.errors import Fault, Invalid
from services.referrals.people.details import PersonDetails

SHORTEST_KEY = 32
"""Bytes that the organisation's key must have at least: as many as the hash gives."""
_DOMAIN = b"redrose/person-reference/1"
_SEALED = b"redrose/sealed/1"


def reference(key: bytes, person: PersonDetails, referral_id: UUID) -> str:
    """The person's reference: by NHS number, else by name, birth date and sex, else of this one referral alone.

    The last is for somebody who arrives unknown: nobody else has that reference, and a link joins it to the person's
    own once they are known. The three kinds never meet, since each is hashed under a name of its own.
    """
    if person.nhs_number is not None:
        return _hashed(key, "nhs-number", person.nhs_number)
    if person.known_by_details:
        born_on = person.born_on.isoformat() if person.born_on else ""
        return _hashed(key, "details", person.search_name, born_on, person.sex)
    return _hashed(key, "referral", str(referral_id))


def sealed(key: bytes, rows: Any) -> bytes:
    """A keyed hash of personal rows, by which a request that comes again is known without its details being kept."""
    return hmac.digest(key, _SEALED + orjson.dumps(rows, option=orjson.OPT_SORT_KEYS), "sha256")


def reference_key(text: str) -> bytes:
    """The organisation's key from its setting; raises `Invalid` if it is no base64 or too short to be a secret."""
    try:
        key = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise Invalid((Fault("PERSON_REFERENCE_KEY", "is not base64", "not-base64"),)) from None
    if len(key) < SHORTEST_KEY:
        detail = f"must have at least {SHORTEST_KEY} bytes before base64"
        raise Invalid((Fault("PERSON_REFERENCE_KEY", detail, "too-short"),))
    return key


def _hashed(key: bytes, kind: str, *parts: str) -> str:
    """The first 16 bytes of HMAC-SHA-256 over the parts, each told apart from the next by its length."""
    told = [part.encode() for part in (kind, *parts)]
    message = _DOMAIN + b"".join(len(part).to_bytes(4, "big") + part for part in told)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
