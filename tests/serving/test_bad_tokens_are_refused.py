"""A corpus of tokens that prove nothing: each is refused, with the class of its own reason."""

import base64
import hmac
import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from chassis.http.tokens import BadToken, TokenCheck
from contracts.roles import Role
from tests.serving.conftest import public_key_set

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SECOND = NOW.timestamp()
ISSUER, AUDIENCE = "https://issuer.example", "redrose"

EC = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
STRANGER = ECKey.generate_key("P-256", {"kid": "stranger"})
IMPOSTOR = ECKey.generate_key("P-256", {"kid": "ec"})

CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "u-1",
    "exp": SECOND + 300,
    "nbf": SECOND - 10,
    "contracts": {"rio": ["worker", "team-leader"]},
    "organisation": "RW5",
}


def token(key: Any = EC, alg: str = "ES256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    body = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    head = {"alg": alg, "typ": "at+jwt", "kid": key.kid} | (header or {})
    registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
    return jwt.encode(head, body, key, algorithms=[alg], registry=registry)


def unsigned() -> str:
    return _part({"alg": "none", "typ": "at+jwt", "kid": "ec"}) + "." + _part(CLAIMS) + "."


def signed_with_the_public_key() -> str:
    signed = _part({"alg": "HS256", "typ": "at+jwt", "kid": "ec"}) + "." + _part(CLAIMS)
    signature = hmac.digest(EC.as_pem(private=False), signed.encode(), "sha256")
    return signed + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def tampered() -> str:
    head, _, signature = token().split(".")
    return ".".join((head, _part(CLAIMS | {"contracts": {"rio": ["management"]}}), signature))


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@pytest.fixture
def check(key_folder: Path) -> TokenCheck:
    keys = key_folder / "keys.json"
    keys.write_text(public_key_set(EC, RSA, ED))
    return TokenCheck(keys, ISSUER, AUDIENCE, now=lambda: NOW)


CORPUS: dict[str, tuple[str, Callable[[], str | None]]] = {
    "no header": ("no-token", lambda: None),
    "an empty header": ("no-token", lambda: ""),
    "another scheme": ("no-token", lambda: "Basic dTpw"),
    "no token after the scheme": ("no-token", lambda: "Bearer "),
    "not a token": ("not-a-token", lambda: "Bearer hello"),
    "three parts of nothing": ("not-a-token", lambda: "Bearer a.b.c"),
    "letters of no alphabet": ("not-a-token", lambda: "Bearer \udcff\udcff.ü.ß"),
    "one megabyte": ("too-long", lambda: "Bearer " + "a" * 1024 * 1024),
    "algorithm none": ("algorithm-refused", lambda: f"Bearer {unsigned()}"),
    "HS256 with the public key as secret": ("algorithm-refused", lambda: f"Bearer {signed_with_the_public_key()}"),
    "an algorithm outside the list": ("algorithm-refused", lambda: f"Bearer {token(RSA, 'RS512')}"),
    "an ID token": ("wrong-type", lambda: f"Bearer {token(header={'typ': 'JWT'})}"),
    "a key nobody publishes": ("unknown-key", lambda: f"Bearer {token(STRANGER)}"),
    "a stranger's key behind jku": (
        "unknown-key",
        lambda: f"Bearer {token(STRANGER, header={'jku': 'https://stranger.example/keys'})}",
    ),
    "a stranger's key inside the header": (
        "bad-signature",
        lambda: f"Bearer {token(IMPOSTOR, header={'jwk': IMPOSTOR.as_dict(private=False)})}",
    ),
    "a tampered body": ("bad-signature", lambda: f"Bearer {tampered()}"),
    "another issuer": ("wrong-issuer", lambda: f"Bearer {token(iss='https://other.example')}"),
    "no issuer": ("wrong-issuer", lambda: f"Bearer {token(iss=None)}"),
    "another audience": ("wrong-audience", lambda: f"Bearer {token(aud='other')}"),
    "no audience": ("wrong-audience", lambda: f"Bearer {token(aud=None)}"),
    "expired": ("expired", lambda: f"Bearer {token(exp=SECOND - 60)}"),
    "no expiry": ("no-expiry", lambda: f"Bearer {token(exp=None)}"),
    "an expiry that is no number": ("bad-claims", lambda: f"Bearer {token(exp='tomorrow')}"),
    "an endless expiry": ("bad-claims", lambda: f"Bearer {token(exp=1e300)}"),
    "not valid yet": ("not-yet-valid", lambda: f"Bearer {token(nbf=SECOND + 61)}"),
    "nobody": ("bad-claims", lambda: f"Bearer {token(sub=None)}"),
    "contracts as a list": ("bad-claims", lambda: f"Bearer {token(contracts=['rio'])}"),
    "roles as a word": ("bad-claims", lambda: f"Bearer {token(contracts={'rio': 'worker'})}"),
    "an organisation that is no code": ("bad-claims", lambda: f"Bearer {token(organisation=7)}"),
}


@pytest.mark.parametrize("case", CORPUS)
def test_refuses(check: TokenCheck, case: str) -> None:
    reason, authorization = CORPUS[case]
    with pytest.raises(BadToken) as refusal:
        check.claims(authorization())
    assert refusal.value.reason == reason


@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256"), (RSA, "PS256"), (ED, "Ed25519")])
def test_takes_each_algorithm_of_the_list(check: TokenCheck, key: Any, alg: str) -> None:
    claims = check.claims(f"Bearer {token(key, alg)}")
    assert claims.subject == "u-1"
    assert dict(claims.contracts) == {"rio": {Role.WORKER, Role.TEAM_LEADER}}
    assert claims.organisation == "RW5"


def test_takes_the_older_name_of_ed25519_without_a_warning(check: TokenCheck, recwarn: pytest.WarningsRecorder) -> None:
    with pytest.warns(SecurityWarning, match="RFC 9864"):
        old = token(ED, "EdDSA")
    assert check.claims(f"Bearer {old}").subject == "u-1"
    assert recwarn.list == []


@pytest.mark.parametrize("alg", ["Ed25519", "EdDSA"])
def test_an_edwards_signature_of_somebody_else_is_refused(check: TokenCheck, alg: str) -> None:
    impostor = OKPKey.generate_key("Ed25519", {"kid": "ed"})
    with warnings.catch_warnings(action="ignore"), pytest.raises(BadToken, match="bad-signature"):
        check.claims(f"Bearer {token(impostor, alg)}")


def test_ignores_where_a_good_token_says_to_look_for_keys(check: TokenCheck) -> None:
    assert check.claims(f"Bearer {token(header={'jku': 'https://stranger.example/keys'})}").subject == "u-1"


def test_clocks_may_differ_by_less_than_a_minute(check: TokenCheck) -> None:
    assert check.claims(f"Bearer {token(exp=SECOND - 59)}").subject == "u-1"
    assert check.claims(f"Bearer {token(nbf=SECOND + 59)}").subject == "u-1"


def test_a_role_that_is_not_known_here_gives_nothing(check: TokenCheck) -> None:
    claims = check.claims(f"Bearer {token(contracts={'rio': ['emperor', 3, 'worker']})}")
    assert dict(claims.contracts) == {"rio": {Role.WORKER}}


def test_a_token_that_was_good_is_refused_once_it_has_expired(key_folder: Path) -> None:
    keys, moments = key_folder / "keys.json", [NOW]
    keys.write_text(public_key_set(EC))
    check = TokenCheck(keys, ISSUER, AUDIENCE, now=lambda: moments[-1])
    good = f"Bearer {token()}"
    assert check.claims(good) is check.claims(good)
    moments.append(NOW + timedelta(seconds=361))
    with pytest.raises(BadToken, match="expired"):
        check.claims(good)


def test_forgets_the_oldest_tokens_when_it_remembers_too_many(check: TokenCheck, monkeypatch: Any) -> None:
    monkeypatch.setattr("chassis.http.tokens.REMEMBERED", 3)
    for number in range(5):
        check.claims(f"Bearer {token(sub=f'u-{number}')}")
    assert len(check._remembered) == 3
