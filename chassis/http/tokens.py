"""Access tokens: checked against the issuer's public keys and turned into claims; a refusal has a class of reason."""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from joserfc import errors as jose
from joserfc import jwa, jws, jwt
from joserfc.jwk import KeySet, OKPKey

from chassis import clock
from chassis.errors import Fault, RedroseError, Unavailable
from chassis.settings import BrokenSettings
from chassis.telemetry import logs, names
from contracts.roles import Role

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""The last two are one: RFC 9864 names the curve, which issuers of before leave to the key."""
LEEWAY = 60
"""Seconds by which the issuer's clock and ours may differ."""
MAX_TOKEN = 8 * 1024
"""Longest token in characters that is looked at; larger ones would not pass common proxies either."""
REMEMBERED = 1024
"""Tokens whose check is remembered until they expire: one check costs as much as the rest of a small request."""
LOOK_AGAIN = 10.0
"""Seconds between two looks at the file of keys; for a key that is not known the next look comes after `ASK_AGAIN`."""
ASK_AGAIN = 1.0
KEYS_LAST = 300.0
"""Seconds for which keys serve after their file was last readable; then nobody is let in until it is again."""


class _OnOneCurve(jwa.EdDSAAlgorithm):
    """The older name without its warning, which is of the curve that it leaves open: `read_keys` takes one alone."""

    security_warning = ""


_SIGNATURES = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_SIGNATURES.algorithms = {**jws.JWSRegistry.algorithms, "EdDSA": _OnOneCurve()}


class BadToken(RedroseError):
    """A token that proves nothing. `reason` is a class of refusals, fit for a metric; the token is not repeated."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says of its bearer."""

    subject: str
    contracts: Mapping[str, frozenset[Role]]
    organisation: str | None
    expires: float


class TokenCheck:
    """The check of tokens against one issuer's keys, which are read again when their file changes."""

    def __init__(self, keys: Path, issuer: str, audience: str, now: Callable[[], datetime] = clock.now) -> None:
        self._issuer, self._audience, self._now = issuer, audience, now
        self._keys = KeyFile(keys)
        self._remembered: OrderedDict[bytes, tuple[int, Claims]] = OrderedDict()

    def claims(self, authorization: str | None) -> Claims:
        """The claims of an Authorization header's token; raises `BadToken`, or `Unavailable` without usable keys."""
        token = _bearer(authorization)
        keys = self._keys.current()
        digest = hashlib.sha256(token).digest()
        known = self._remembered.get(digest)
        if known is not None and known[0] == self._keys.generation and known[1].expires > self._now().timestamp():
            return known[1]
        claims = self._check(token, keys)
        self._remembered[digest] = (self._keys.generation, claims)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return claims

    def _check(self, token: bytes, keys: KeySet) -> Claims:
        header = _header(token)
        if header.get("alg") not in ALGORITHMS:
            raise BadToken("algorithm-refused", f"The token's algorithm is none of {', '.join(ALGORITHMS)}.")
        if str(header.get("typ", "")).lower().removeprefix("application/") != "at+jwt":
            raise BadToken("wrong-type", "The token is no access token (its type is not at+jwt).")
        if not any(key.kid == header.get("kid") for key in keys):
            keys = self._keys.asked_again()
            if not any(key.kid == header.get("kid") for key in keys):
                raise BadToken("unknown-key", "The token is signed with a key that the issuer does not publish.")
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS, registry=_SIGNATURES).claims
        except jose.BadSignatureError:
            raise BadToken("bad-signature", "The token's signature does not fit its content.") from None
        except (jose.JoseError, ValueError):
            raise BadToken("not-a-token", "The token cannot be read.") from None
        return self._read(claims)

    def _read(self, claims: dict[str, Any]) -> Claims:
        now = self._now().timestamp()
        if claims.get("iss") != self._issuer:
            raise BadToken("wrong-issuer", "The token comes from another issuer.")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise BadToken("wrong-audience", "The token is meant for another service.")
        if "exp" not in claims:
            raise BadToken("no-expiry", "The token names no time of expiry.")
        if not _is_time(claims["exp"]) or not _is_time(claims.get("nbf", 0)):
            raise BadToken("bad-claims", "The token's times are no numbers.")
        if claims["exp"] + LEEWAY <= now:
            raise BadToken("expired", "The token has expired.")
        if claims.get("nbf", 0) - LEEWAY > now:
            raise BadToken("not-yet-valid", "The token is not valid yet.")
        subject, organisation = claims.get("sub"), claims.get("organisation")
        if not isinstance(subject, str) or not subject or not isinstance(organisation, str | None):
            raise BadToken("bad-claims", "The token names no subject, or its organisation is no code.")
        return Claims(subject, _contracts(claims.get("contracts", {})), organisation, claims["exp"] + LEEWAY)


class KeyFile:
    """The issuer's public keys in a JWKS file, looked at again now and then, and when a token names an unknown key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.generation = 0
        self._keys, self._stamp = read_keys(path), _stamp(path)
        self._looked = self._readable = time.monotonic()

    def current(self) -> KeySet:
        """The keys as far as they are known; raises `Unavailable` once they are too old to be trusted."""
        if time.monotonic() - self._looked > LOOK_AGAIN:
            self._look()
        if time.monotonic() - self._readable > KEYS_LAST:
            raise Unavailable("identity", "the issuer's keys could not be read for too long")
        return self._keys

    def asked_again(self) -> KeySet:
        """The keys after one more look, unless there was one a moment ago: a stranger cannot make us read for ever."""
        if time.monotonic() - self._looked > ASK_AGAIN:
            self._look()
        return self._keys

    def _look(self) -> None:
        self._looked = time.monotonic()
        try:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._keys, self._stamp = read_keys(self._path), stamp
                self.generation += 1
        except (OSError, BrokenSettings):
            logs.log(names.LOG_KEYS_UNREADABLE, level="warning")
            return
        self._readable = self._looked


def read_keys(path: Path) -> KeySet:
    """The key set in a file; raises `BrokenSettings` if it holds no usable key, or one that is private or symmetric."""
    try:
        keys = KeySet.import_key_set(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, jose.JoseError):
        raise BrokenSettings((Fault("TOKEN_KEYS", f"{path} is no JWKS file with keys", "no-keys"),)) from None
    for key in keys:
        if key.key_type == "oct" or key.is_private:
            detail = f"{path} must hold public keys alone: services check tokens and sign none"
            raise BrokenSettings((Fault("TOKEN_KEYS", detail, "not-public"),))
        if isinstance(key, OKPKey) and key.curve_name != "Ed25519":
            raise BrokenSettings((Fault("TOKEN_KEYS", f"{path} holds an OKP key that is not Ed25519", "wrong-curve"),))
    return keys


def _bearer(authorization: str | None) -> bytes:
    if not authorization:
        raise BadToken("no-token", "The request carries no token.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadToken("no-token", "The Authorization header must be `Bearer <token>`.")
    if len(token) > MAX_TOKEN:
        raise BadToken("too-long", f"The token is longer than {MAX_TOKEN} characters.")
    return token.strip().encode("utf-8", "replace")


def _header(token: bytes) -> dict[str, Any]:
    """The protected header, not trusted yet; where it says to look for keys (`jku`, `x5u`, `jwk`) is never followed."""
    try:
        return dict(jws.extract_compact(token, registry=_SIGNATURES).protected)
    except (jose.JoseError, ValueError, TypeError):
        raise BadToken("not-a-token", "The token cannot be read.") from None


def _contracts(value: object) -> Mapping[str, frozenset[Role]]:
    """Roles by contract. A role that this version does not know gives nothing, rather than refusing all others."""
    if not isinstance(value, dict) or not all(isinstance(roles, list) for roles in value.values()):
        raise BadToken("bad-claims", "The token's `contracts` must map contracts to lists of roles.")
    known = {role.value: role for role in Role}
    return MappingProxyType(
        {
            contract: frozenset(known[role] for role in roles if isinstance(role, str) and role in known)
            for contract, roles in value.items()
        }
    )


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size
