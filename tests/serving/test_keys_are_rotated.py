"""The issuer's keys change while the service runs: new ones are found, old ones stop, and nobody causes a storm."""

import json
from pathlib import Path

import pytest

from chassis.errors import Unavailable
from chassis.http import tokens as module
from chassis.http.tokens import BadToken, KeyFile, TokenCheck, read_keys
from chassis.settings import BrokenSettings
from tests.serving.conftest import public_key_set
from tests.serving.test_bad_tokens_are_refused import AUDIENCE, EC, ED, ISSUER, NOW, RSA, STRANGER, token


class Hours:
    """The monotonic clock of the module under test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(module.time, "monotonic", lambda: self.seconds)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    return Hours(monkeypatch)


@pytest.fixture
def keys(key_folder: Path) -> Path:
    file = key_folder / "keys.json"
    file.write_text(public_key_set(EC))
    return file


@pytest.fixture
def check(hours: Hours, keys: Path) -> TokenCheck:
    return TokenCheck(keys, ISSUER, AUDIENCE, now=lambda: NOW)


def test_a_new_key_is_found_when_a_token_names_it(check: TokenCheck, keys: Path, hours: Hours) -> None:
    keys.write_text(public_key_set(EC, RSA))
    hours.seconds += 2
    assert check.claims(f"Bearer {token(RSA, 'RS256')}").subject == "u-1"


def test_a_key_that_was_taken_back_opens_nothing(check: TokenCheck, keys: Path, hours: Hours) -> None:
    assert check.claims(f"Bearer {token()}").subject == "u-1"
    keys.write_text(public_key_set(RSA))
    hours.seconds += 11
    with pytest.raises(BadToken, match="unknown-key"):
        check.claims(f"Bearer {token()}")


def test_strangers_cannot_make_it_read_for_ever(
    check: TokenCheck, hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    real = KeyFile._look
    monkeypatch.setattr(KeyFile, "_look", lambda self: (looks.append(hours.seconds), real(self))[1])
    for _ in range(100):
        hours.seconds += 0.05
        with pytest.raises(BadToken, match="unknown-key"):
            check.claims(f"Bearer {token(STRANGER)}")
    assert len(looks) == 4


def test_keys_serve_for_a_while_when_their_file_is_gone_and_then_let_nobody_in(
    check: TokenCheck, keys: Path, hours: Hours
) -> None:
    keys.unlink()
    hours.seconds += 200
    assert check.claims(f"Bearer {token()}").subject == "u-1"
    hours.seconds += 101
    with pytest.raises(Unavailable, match="identity"):
        check.claims(f"Bearer {token()}")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "no-keys"),
        ("[]", "no-keys"),
        ('{"keys": []}', "no-keys"),
        ('{"keys": [{"kty": "oct", "k": "c2VjcmV0LW9mLWEtc3RyYW5nZXI", "kid": "s"}]}', "not-public"),
    ],
)
def test_a_file_without_public_keys_stops_the_start(keys: Path, content: str, code: str) -> None:
    keys.write_text(content)
    with pytest.raises(BrokenSettings) as refusal:
        read_keys(keys)
    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("TOKEN_KEYS", code)]


def test_a_private_key_stops_the_start(keys: Path) -> None:
    keys.write_text(json.dumps({"keys": [ED.as_dict(private=True)]}))
    with pytest.raises(BrokenSettings, match="public keys alone"):
        read_keys(keys)
