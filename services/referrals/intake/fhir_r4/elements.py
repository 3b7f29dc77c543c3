"""Reading a FHIR document's elements by their types; a wrong type is an objection to the document's structure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.referrals.intake.fhir_r4.document import Node
from services.referrals.intake.fhir_r4.objections import BAD_REQUEST, Rejected

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def text(node: Node, name: str) -> str:
    """A primitive element as text, empty if it is not there. JSON's booleans and numbers are spelt as XML has them."""
    value = node.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value).strip()
    raise _misshapen(name, "must be a single value")


def one(node: Node, name: str) -> Node:
    """An element with parts of its own, empty if it is not there."""
    value = node.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise _misshapen(name, "must be a single object")


def many(node: Node, name: str) -> list[Node]:
    """An element that may repeat and has parts of its own."""
    value = node.get(name)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    raise _misshapen(name, "must be a list of objects")


def texts(node: Node, name: str) -> list[str]:
    """A primitive element that may repeat."""
    value = node.get(name)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, str | None) for each in value):
        return [each.strip() for each in value if each]
    raise _misshapen(name, "must be a list of values")


def codings(node: Node, name: str) -> Iterator[tuple[str, str]]:
    """System and code of each coding of a CodeableConcept."""
    for coding in many(one(node, name), "coding"):
        yield text(coding, "system"), text(coding, "code")


def same_system(one_system: str, other: str) -> bool:
    """Whether two identifiers of systems are the same, whose scheme and case senders write in either way."""
    return system_key(one_system) == system_key(other)


def system_key(system: str) -> str:
    """A system's address without what senders vary."""
    return _SCHEME.sub("", system).casefold().rstrip("/")


def resource_type(node: Node) -> str:
    """Which resource it is."""
    return text(node, "resourceType")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A Bundle's resources, found by the references that stand in them."""

    node: Node
    entries: tuple[tuple[str, Node], ...]
    """fullUrl and resource, in their order."""

    @classmethod
    def of(cls, node: Node) -> "Bundle":
        """The Bundle of a document whose entries have the right shape."""
        entries = tuple((text(entry, "fullUrl"), one(entry, "resource")) for entry in many(node, "entry"))
        return cls(node, entries)

    def find(self, reference: str, kind: str) -> Node | None:
        """The resource of a kind that a reference names, within the Bundle alone; None if there is none."""
        for full_url, resource in self.entries:
            if reference and resource_type(resource) == kind and _names(reference, full_url, kind, resource):
                return resource
        return None

    def all(self, kind: str) -> Iterator[Node]:
        """Every resource of a kind, in their order."""
        return (resource for _, resource in self.entries if resource_type(resource) == kind)


def _names(reference: str, full_url: str, kind: str, resource: Node) -> bool:
    if full_url and (reference == full_url or full_url.endswith(f"/{reference}")):
        return True
    return not full_url and reference == f"{kind}/{text(resource, 'id')}"


def _misshapen(name: Any, rule: str) -> Rejected:
    return Rejected("R4", BAD_REQUEST, "structure", f"{name}: {rule}")
