"""Local tokens: signed with a key of this machine, in the form that services accept."""

import json
import stat
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.local.faults import LocalFault
from deploy.local.tokens import make_keys, mint, mint_for

CONTRACTS = ("first-tale", "second-tale")


def read(token, keys):
    public = KeySet.import_key_set(json.loads(keys.public.read_text()))
    return jwt.decode(token, public, algorithms=["ES256"])


def test_a_token_says_who_may_do_what_where_and_until_when(tmp_path):
    keys = make_keys(tmp_path)
    token = mint(keys.private, "somebody", {"first-tale": ["worker"]}, "A1B2C", expires=timedelta(hours=1))
    decoded = read(token, keys)
    assert decoded.header["typ"] == "at+jwt"
    assert decoded.header["alg"] == "ES256"
    claims = decoded.claims
    assert claims["iss"] == "https://identity.redrose.invalid"
    assert claims["aud"] == "redrose"
    assert claims["sub"] == "somebody"
    assert claims["contracts"] == {"first-tale": ["worker"]}
    assert claims["organisation"] == "A1B2C"
    assert claims["exp"] - claims["iat"] == 3600


def test_the_key_is_made_once(tmp_path):
    first = make_keys(tmp_path)
    token = mint(first.private, "somebody", {})
    assert read(token, make_keys(tmp_path)).claims["sub"] == "somebody"


def test_the_private_key_can_be_read_by_its_user_alone_and_the_public_file_does_not_hold_it(tmp_path):
    keys = make_keys(tmp_path)
    assert stat.S_IMODE(keys.private.stat().st_mode) == 0o600
    assert "d" in json.loads(keys.private.read_text())["keys"][0]
    assert "d" not in json.loads(keys.public.read_text())["keys"][0]


def test_all_stands_for_every_contract(tmp_path):
    keys = make_keys(tmp_path)
    claims = read(mint_for(keys, "management", "all", CONTRACTS), keys).claims
    assert claims["contracts"] == {"first-tale": ["management"], "second-tale": ["management"]}


def test_an_unknown_role_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(LocalFault, match=r"ROLE 'king' is not one of worker, team-leader"):
        mint_for(make_keys(tmp_path), "king", "first-tale", CONTRACTS)


def test_an_unknown_contract_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(LocalFault, match=r"CONTRACT 'third' is not one of first-tale, second-tale or all"):
        mint_for(make_keys(tmp_path), "worker", "third", CONTRACTS)
