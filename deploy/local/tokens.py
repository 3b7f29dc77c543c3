"""Bearer tokens for this machine, signed with a key made at first start. Nothing here switches a check off.

`python -m deploy.local.tokens worker rio` prints one; `make token ROLE=worker CONTRACT=rio` calls this.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from chassis.terms import contracts_in
from contracts.roles import Role
from deploy.local.faults import LocalFault

ISSUER = "https://identity.redrose.invalid"
AUDIENCE = "redrose"
TERMS = Path(__file__).parents[2] / "contracts" / "terms"
EVERY_CONTRACT = "all"


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the private key set and the public one that services read are kept."""

    private: Path
    public: Path


def make_keys(folder: Path) -> Keys:
    """The keys in `folder`, made if they are not there."""
    keys = Keys(folder / "private.jwks.json", folder / "public.jwks.json")
    if not keys.private.exists() or not keys.public.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = ECKey.generate_key("P-256", {"kid": uuid4().hex, "use": "sig", "alg": "ES256"})
        _write(keys.public, KeySet([key]), private=False)
        _write(keys.private, KeySet([key]), private=True)
    return keys


def mint(
    private: Path,
    subject: str,
    contracts: Mapping[str, Sequence[str]],
    organisation: str | None = None,
    *,
    issuer: str = ISSUER,
    audience: str = AUDIENCE,
    expires: timedelta = timedelta(hours=12),
) -> str:
    """A signed access token (RFC 9068 form) of somebody with these roles for these contracts."""
    key = _read(private).keys[0]
    now = datetime.now(UTC)
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": int(now.timestamp()),
        "nbf": int(now.timestamp()),
        "exp": int((now + expires).timestamp()),
        "jti": uuid4().hex,
        "contracts": {slug: list(roles) for slug, roles in contracts.items()},
    }
    if organisation is not None:
        claims["organisation"] = organisation
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key)


def mint_for(
    keys: Keys,
    role: str,
    contract: str,
    slugs: Sequence[str],
    organisation: str | None = None,
    subject: str | None = None,
) -> str:
    """A token for one role of one of the contracts, or of every one of them (`all`), of a `subject` if one is named."""
    if role not in set(Role):
        raise LocalFault(f"ROLE {role!r} is not one of {', '.join(Role)}")
    if contract not in (*slugs, EVERY_CONTRACT):
        raise LocalFault(f"CONTRACT {contract!r} is not one of {', '.join(slugs)} or {EVERY_CONTRACT}")
    chosen = slugs if contract == EVERY_CONTRACT else (contract,)
    return mint(keys.private, subject or f"local-{role}", {slug: [role] for slug in chosen}, organisation)


def _write(file: Path, keys: KeySet, *, private: bool) -> None:
    mode = 0o600 if private else 0o644
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        json.dump(keys.as_dict(private=private), out, indent=2)


def _read(file: Path) -> KeySet:
    return KeySet.import_key_set(json.loads(file.read_text()))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make token", description="Mints a token for this machine's own services.")
    parser.add_argument("role")
    parser.add_argument("contract", help="a contract's slug, or `all`")
    parser.add_argument("--organisation", help="ODS code, for referrers")
    parser.add_argument("--subject", help="whose token it is: of a group leader, the id that leads the group")
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("REDROSE_HOME", ".local")))
    given = parser.parse_args(arguments)
    slugs = contracts_in(TERMS)
    try:
        keys = make_keys(given.home / "keys")
        print(mint_for(keys, given.role, given.contract, slugs, given.organisation, given.subject or None))
    except LocalFault as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
