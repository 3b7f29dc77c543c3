"""Makes the documents of this folder from the message models, the catalogue and the contracts that have terms."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from contracts.messages.catalogue import MESSAGES, PARTITIONS, PUBLISHERS, topic

HEADERS: Mapping[str, Mapping[str, str]] = {
    "content-type": {"const": "application/json"},
    "ce_specversion": {"const": "1.0"},
    "ce_id": {"type": "string", "format": "uuid", "description": "Id of the event; the same at every repetition."},
    "ce_type": {"type": "string", "description": "Wire name with its version."},
    "ce_source": {"type": "string", "description": "/<contract>/<service>"},
    "ce_time": {"type": "string", "format": "date-time", "description": "When the event was recorded, UTC."},
    "ce_position": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "Place in the source's log."},
    "ce_previous": {
        "type": "string",
        "pattern": "^[0-9]+$",
        "description": "Position this source sent before to the same partition; 0 for its first there.",
    },
    "ce_streamversion": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "Version of the event's stream."},
    "ce_mapping": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "Version of the publisher's mapping."},
    "ce_seal": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
        "description": "Hash over the event and all before it in the source's log; absent from older messages.",
    },
    "traceparent": {"type": "string", "description": "Trace context of the moment at which the event was made."},
    "tracestate": {"type": "string"},
}
"""Kafka headers of every message: CloudEvents 1.0 in binary mode, and the trace."""

_OPTIONAL_HEADERS = frozenset({"ce_seal", "traceparent", "tracestate"})


def documents(contracts: Iterable[str]) -> Mapping[str, str]:
    """File name to text of everything that stands generated in this folder."""
    schemas = {f"{name}.json": _json(schema_of(name, model)) for name, model in MESSAGES.items()}
    return {**schemas, "asyncapi.yaml": _yaml(asyncapi(contracts))}


def contracts_with_terms(folder: Path) -> tuple[str, ...]:
    """Slugs of the contracts that have a file of terms."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def schema_of(name: str, model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of a message's body."""
    schema = model.model_json_schema()
    for part in schema["properties"].values():
        part.pop("title", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:redrose:message:{name}",
        **schema,
    }


def asyncapi(contracts: Iterable[str]) -> dict[str, Any]:
    """The AsyncAPI 3.0 document: a channel for each contract and publishing service."""
    pairs = [(contract, service) for contract in contracts for service in PUBLISHERS]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Redrose messages",
            "version": "1.0.0",
            "description": "What services of each contract publish on Kafka. Pseudonymous references and coded words "
            "only. Generated from contracts/messages; a schema may only grow.",
        },
        "defaultContentType": "application/json",
        "channels": {f"{contract}.{service}": _channel(contract, service) for contract, service in pairs},
        "operations": {f"publish.{contract}.{service}": _operation(contract, service) for contract, service in pairs},
        "components": {
            "messages": {name: _message(name) for name in MESSAGES},
            "messageTraits": {"cloudevent": _cloudevent()},
        },
    }


def _names_of(service: str) -> list[str]:
    """Wire names of a publisher's messages, which stand in the module of its name."""
    return [name for name, model in MESSAGES.items() if model.__module__.rsplit(".", 1)[-1] == service]


def _channel(contract: str, service: str) -> dict[str, Any]:
    return {
        "address": topic(contract, service),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _names_of(service)},
        "bindings": {"kafka": {"topic": topic(contract, service), "partitions": PARTITIONS}},
    }


def _operation(contract: str, service: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{contract}.{service}"},
        "summary": f"The service {service} of the contract {contract} publishes.",
    }


def _message(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"./{name}.json"},
        },
    }


def _cloudevent() -> dict[str, Any]:
    return {
        "headers": {
            "type": "object",
            "properties": {name: dict(header) for name, header in HEADERS.items()},
            "required": [name for name in HEADERS if name not in _OPTIONAL_HEADERS],
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "Person reference, or the stream for what has no person."}
            }
        },
    }


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _yaml(document: dict[str, Any]) -> str:
    # A package of the tests, and without types: no service generates documents.
    import yaml  # type: ignore[import-untyped]

    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    return "# Generated by `python -m contracts.schemas`; do not edit.\n" + text
