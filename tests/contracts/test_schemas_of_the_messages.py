"""The committed schemas say what is published, and are kept up by one command."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from chassis.eventstore.store import Stored
from chassis.messaging.wire import Encoder
from contracts.messages.catalogue import MESSAGES, topic
from contracts.schemas import generation
from contracts.schemas.__main__ import FOLDER, TERMS, main
from contracts.schemas.generation import contracts_with_terms

ACCEPTED = "referral-accepted.v1"
A_BODY = {
    "referral_id": str(UUID(int=1)),
    "person_ref": "0123456789abcdef0123456789abcdef",
    "accepted_on": "2025-06-05",
    "support_until": None,
}


def committed(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def test_what_is_committed_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_each_message_has_a_schema_that_is_one(name: str) -> None:
    Draft202012Validator.check_schema(committed(name))
    assert committed(name)["$id"] == f"urn:redrose:message:{name}"


def test_a_schema_tells_a_good_body_from_a_bad_one() -> None:
    validator = Draft202012Validator(committed(ACCEPTED))
    validator.validate(A_BODY)
    validator.validate({**A_BODY, "a_field_of_tomorrow": 1})
    for bad in ({"person_ref": "9990000018"}, {"accepted_on": 5}, {"referral_id": None}):
        with pytest.raises(ValidationError):
            validator.validate({**A_BODY, **bad})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the documents as they are written today."""
    assert main([], tmp_path, TERMS) == 0
    return tmp_path


def test_writing_makes_what_checking_asks_for(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"asyncapi.yaml", *(f"{name}.json" for name in MESSAGES)}
    assert main(["--check"], folder, TERMS) == 0


def test_checking_changes_nothing_and_says_what_is_out_of_date(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / f"{ACCEPTED}.json"
    path.write_text(path.read_text(encoding="utf-8").replace("The contract takes", "We take"), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert main(["--check"], folder, TERMS) == 1
    assert f"{ACCEPTED}.json: out of date" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before


def test_writing_refuses_what_did_not_only_grow(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / f"{ACCEPTED}.json").read_text(encoding="utf-8")
    monkeypatch.setattr(generation, "MESSAGES", {**MESSAGES, ACCEPTED: MESSAGES["referral-allocated.v1"]})
    assert main([], folder, TERMS) == 1
    assert f"{ACCEPTED}.json: accepted_on: was removed; publish a new version beside it" in capsys.readouterr().err
    assert (folder / f"{ACCEPTED}.json").read_text(encoding="utf-8") == before


def test_a_message_that_was_published_is_never_taken_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fewer = {name: model for name, model in MESSAGES.items() if name != ACCEPTED}
    monkeypatch.setattr(generation, "MESSAGES", fewer)
    assert main([], folder, TERMS) == 1
    assert f"{ACCEPTED}.json: the message is published no more" in capsys.readouterr().err


def test_the_asyncapi_document_has_a_channel_for_each_service_of_each_contract() -> None:
    document = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))
    assert document["asyncapi"] == "3.0.0"
    contracts = contracts_with_terms(TERMS)
    addresses = {channel["address"] for channel in document["channels"].values()}
    services = ("referrals", "sessions", "outcomes")
    assert addresses == {topic(contract, service) for contract in contracts for service in services}
    assert len(addresses) == 15


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))
    for reference in _references(document):
        if reference.startswith("./"):
            assert (FOLDER / reference[2:]).is_file()
            continue
        inside: Any = document
        for name in reference.removeprefix("#/").split("/"):
            inside = inside[name]
        assert inside


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [found for value in part.values() for found in _references(value)]
    return [found for value in part for found in _references(value)] if isinstance(part, list) else []


def test_the_headers_are_those_of_the_wire() -> None:
    stored = Stored(
        position=3,
        id=UUID(int=1),
        stream="referral-1",
        version=2,
        name=ACCEPTED,
        data=b"{}",
        metadata={},
        recorded_at=datetime(2025, 6, 5, tzinfo=UTC),
        command_id=UUID(int=2),
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        tracestate="a=1",
    )
    model = MESSAGES[ACCEPTED].model_validate(A_BODY)
    headers, _ = Encoder("invented", "referrals", 1).encode(model, stored, 2, bytes(32))
    assert {name for name, _ in headers} == set(generation.HEADERS)
    schema = generation.asyncapi(["invented"])["components"]["messageTraits"]["cloudevent"]["headers"]
    Draft202012Validator(schema).validate({name: value.decode() for name, value in headers})
