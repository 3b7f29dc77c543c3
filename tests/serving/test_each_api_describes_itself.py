"""The OpenAPI document of each service can be read: what each route does, an example of what it takes, how it fails."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from chassis.eventstore.memory import MemoryStore
from chassis.service import Running, Service
from chassis.settings import Settings
from chassis.terms import contracts_in
from deploy.local.tokens import TERMS
from services.outcomes.main import SERVICE as OUTCOMES
from services.referrals.domain.profile.terms import ANSWERS, NOT_KNOWN, NOT_STATED
from services.referrals.main import SERVICE as REFERRALS
from services.reporting.main import SERVICE as REPORTING
from services.sessions.main import SERVICE as SESSIONS

CONTRACT = "rio"
OF_A_STANDARD = "bars"
"""The tag whose routes answer in the words of a standard of others."""
IN_WORKING_ORDER = {
    "referrals": [
        "referrals", "people", "steps", "custody", "work lists", "corrections", "letterbox", "bars",
    ],
    "sessions": ["groups", "sessions", "registers", "contacts", "signposting", "directory", "hours", "grants"],
    "outcomes": ["plans", "questionnaires", "outcomes", "training"],
    "reporting": ["reports", "packs", "opening", "issued reports"],
}  # fmt: skip
CODED = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
PERSON = re.compile(r"^[0-9a-f]{32}$")


@dataclass(frozen=True)
class Described:
    """A service's application and what it says of itself."""

    service: str
    app: FastAPI
    document: Mapping[str, Any]

    def operations(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for path, own in self.document["paths"].items():
            for method, operation in own.items():
                yield f"{method.upper()} {path}", path, operation

    def bodies(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, _, operation in self.operations():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None:
                yield name, body

    def resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            _, *place = part["$ref"].split("/")
            part = self.document
            for name in place:
                part = part[name]
        return part


@pytest.fixture(params=[REFERRALS, SESSIONS, OUTCOMES, REPORTING], ids=lambda service: service.name)
async def described(request: pytest.FixtureRequest, make_app: Callable[..., FastAPI]) -> Described:
    service: Service = request.param
    settings = Settings(contract=CONTRACT, person_reference_key="YSBrZXkgb2YgdGhpcyB0ZXN0IGFsb25lLCAzMiBieXQ=")
    assert service.terms is not None
    topic = f"{CONTRACT}.{service.name}.v1"
    running = Running(settings, CONTRACT, cast(Any, None), service.terms(settings), MemoryStore(), topic, working=False)
    app = make_app(routers=(await service.parts(running)).routers, tags=service.tags)
    return Described(service.name, app, app.openapi())


def test_every_operation_says_what_it_does(described: Described) -> None:
    told = list(described.operations())
    assert told
    assert [name for name, _, each in told if not (each.get("description") or "").strip().endswith(".")] == []
    assert [name for name, _, each in told if not (each.get("summary") or "").strip()] == []


def test_tags_stand_in_the_order_of_the_work_and_say_what_they_hold(described: Described) -> None:
    declared = described.document["tags"]
    assert [tag["name"] for tag in declared] == IN_WORKING_ORDER[described.service]
    assert [tag["name"] for tag in declared if not tag["description"].endswith(".")] == []


def test_operations_stand_under_their_tags_and_in_their_order(described: Described) -> None:
    tags = [each["tags"] for _, _, each in described.operations()]
    assert {len(own) for own in tags} == {1}
    assert list(dict.fromkeys(own[0] for own in tags)) == IN_WORKING_ORDER[described.service]
    runs = [own for own, before in zip(tags, [None, *tags], strict=False) if own != before]
    assert len(runs) == len(IN_WORKING_ORDER[described.service])


def test_every_body_has_a_whole_example_that_can_be_read(described: Described) -> None:
    types = {
        f"{method} {re.sub(r':[a-z]+}', '}', route.path or '')}": route.body_field.field_info.annotation
        for route in iter_route_contexts(described.app.routes)
        if getattr(route, "body_field", None) is not None
        for method in route.methods or ()
    }
    bodies = dict(described.bodies())
    assert set(bodies) == set(types)
    assert [name for name, body in bodies.items() if not body.get("example")] == []
    for name, body in bodies.items():
        TypeAdapter(types[name]).validate_json(orjson.dumps(body["example"]))


def test_the_words_of_an_example_are_known_to_one_contract(described: Described) -> None:
    """An example whose words no contract knows together would be refused everywhere."""
    terms = {slug: (TERMS / f"{slug}.toml").read_text() for slug in contracts_in(TERMS)}
    bodies = dict(described.bodies())
    # Services of the directory are named by the team itself, in the request that adds one.
    own = {body["example"]["code"] for name, body in bodies.items() if name == "POST /directory"}
    shared = {*ANSWERS, *(answer for answers in ANSWERS.values() for answer in answers), NOT_KNOWN, NOT_STATED}
    fixed = set(enumerated(described.document["components"]["schemas"])) | own | shared
    strange = {}
    for name, body in bodies.items():
        words = {word for word in strings(body["example"]) if CODED.match(word) and not PERSON.match(word)} - fixed
        strange[name] = min(({word for word in words if not in_terms(word, text)} for text in terms.values()), key=len)
    assert {name: words for name, words in strange.items() if words} == {}


def test_every_operation_says_how_it_fails(described: Described) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    for name, path, operation in described.operations():
        failures = {status: described.resolved(told) for status, told in operation["responses"].items() if told}
        refused = {status: told for status, told in failures.items() if not status.startswith(("2", "3"))}
        if operation["tags"] == [OF_A_STANDARD]:
            assert set(refused) >= {"4XX", "5XX"}, name
            continue
        assert set(refused) >= {"401", "403", "4XX", "5XX"}, name
        assert ("404" in refused) == ("{" in path), name
        for status, told in refused.items():
            (media,) = told["content"].items()
            assert media[0] == "application/problem+json", name
            assert media[1]["schema"] == problem, name
            assert [each["value"]["status"] for each in media[1]["examples"].values()], f"{name} {status}"


def test_commands_say_that_a_key_may_be_used_once_and_a_rule_may_refuse(described: Described) -> None:
    for name, _, operation in described.operations():
        commanding = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ()))
        assert ("409" in operation["responses"]) == commanding, name
        if commanding:
            codes = described.resolved(operation["responses"]["422"])["content"]["application/problem+json"]["examples"]
            assert set(codes) == {"invalid", "in-the-future"}


def test_examples_of_failures_have_the_status_under_which_they_stand(described: Described) -> None:
    for status, told in described.document["components"]["responses"].items():
        shown = {each["value"]["status"] for each in told["content"]["application/problem+json"]["examples"].values()}
        assert {str(each)[0] for each in shown} == {status[0]}
        assert status.endswith("XX") or shown == {int(status)}


def strings(value: Any) -> Iterator[str]:
    """Every text in a document, and the keys that are coded words of two parts or more."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from strings(each)
        case dict():
            yield from (key for key in value if "-" in key)
            yield from strings(list(value.values()))


def enumerated(value: Any) -> Iterator[str]:
    """Every word that a schema itself allows by name, whatever the contract."""
    match value:
        case list():
            for each in value:
                yield from enumerated(each)
        case dict():
            yield from value.get("enum", ())
            yield from enumerated(list(value.values()))


def in_terms(word: str, text: str) -> bool:
    """Whether a contract's terms name the word, as a value or as a key."""
    return re.search(rf'"{re.escape(word)}"|(?<![\w-]){re.escape(word)}"? =', text) is not None
