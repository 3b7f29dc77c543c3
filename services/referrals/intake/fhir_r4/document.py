"""A FHIR document from its bytes, and ours into bytes: JSON or XML in one shape, nothing fetched, expanded or run.

The shape is that of FHIR's JSON. XML does not say which elements may repeat, so `REPEATING` lists those that we read;
others become a list where they do repeat. Comments go: published examples have them inside an id.
"""

from typing import Any

import orjson
from lxml import etree

Node = dict[str, Any]

JSON, XML = "json", "xml"
MEDIA_TYPES = {
    "application/fhir+json": JSON,
    "application/json": JSON,
    "application/fhir+xml": XML,
    "application/xml": XML,
    "text/xml": XML,
}
"""Media types that are read, and in which of the two forms each is."""

FHIR = "http://hl7.org/fhir"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_DEEPEST = 64
"""Deepest nesting that is read. Published messages reach 12."""
REPEATING = frozenset(
    {
        "Bundle.entry",
        "MessageHeader.destination",
        "MessageHeader.focus",
        "ServiceRequest.category",
        "ServiceRequest.identifier",
        "ServiceRequest.note",
        "ServiceRequest.performer",
        "ServiceRequest.reasonCode",
        "Patient.identifier",
        "Patient.name",
        "Patient.telecom",
        "Patient.address",
        "Patient.contact",
        "Patient.contact.relationship",
        "Patient.contact.telecom",
        "Organization.identifier",
        "Flag.category",
        "CarePlan.activity",
        "CarePlan.activity.outcomeCodeableConcept",
        "Condition.category",
        "Condition.note",
        "Task.note",
        "*.coding",
        "*.extension",
        "*.given",
        "*.prefix",
        "*.line",
        "*.profile",
    }
)
"""Elements that are lists, by the path from their resource, or by name alone in any data type."""


class Malformed(Exception):
    """Bytes that are no such document. The text says what is wrong and repeats nothing of the content."""


def read(body: bytes, form: str) -> Node:
    """The document's resource as a dict in the shape of FHIR's JSON; raises `Malformed`."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8 (byte {error.start})") from None
    return _json(text) if form == JSON else _xml(text)


def write(node: Node, form: str) -> bytes:
    """A resource of our own as bytes in the form asked for; its elements stand in the order that FHIR gives them."""
    if form == JSON:
        return orjson.dumps(node)
    root = etree.Element(f"{{{FHIR}}}{node['resourceType']}", nsmap={None: FHIR})
    _write_parts(root, node)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _write_parts(parent: Any, node: Node) -> None:
    for name, value in node.items():
        if name == "resourceType":
            continue
        for each in value if isinstance(value, list) else [value]:
            child = etree.SubElement(parent, f"{{{FHIR}}}{name}")
            if not isinstance(each, dict):
                child.set("value", str(each).lower() if isinstance(each, bool) else str(each))
            elif name == "resource":
                _write_parts(etree.SubElement(child, f"{{{FHIR}}}{each['resourceType']}"), each)
            else:
                _write_parts(child, each)


def _json(text: str) -> Node:
    try:
        node = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"the body is not JSON (line {error.lineno}, column {error.colno})") from None
    if not isinstance(node, dict):
        raise Malformed("the body is JSON, but no object")
    _check(node, 1)
    return node


def _check(value: Any, depth: int) -> None:
    """Refuse what no database text can hold and what only a broken or hostile sender nests so deep."""
    if depth > _DEEPEST:
        raise Malformed(f"the body is nested deeper than {_DEEPEST} levels")
    if isinstance(value, str):
        if "\x00" in value:
            raise Malformed("the body holds a NUL character")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check(key, depth)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


def _xml(text: str) -> Node:
    # Refused before parsing: an entity in an attribute is expanded by the parser itself, whatever its options say.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Malformed("the body has a document type or entities, which are not read")
    parser = etree.XMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(f"the body is not well-formed XML (line {error.lineno})") from None
    if not root.tag.startswith(f"{{{FHIR}}}"):
        raise Malformed("the body is XML, but its root is no FHIR resource")
    return _resource(root, 1)


def _resource(element: Any, depth: int) -> Node:
    kind = _name(element)
    return {"resourceType": kind} | _children(element, kind, depth)


def _children(element: Any, path: str, depth: int) -> Node:
    if depth > _DEEPEST:
        raise Malformed(f"the body is nested deeper than {_DEEPEST} levels")
    node: Node = {key: value for key, value in element.attrib.items() if key in ("id", "url")}
    for child in element:
        if child.tag.startswith(_XHTML):
            continue
        name = _name(child)
        inner = f"{path}.{name}"
        value = _value(child, name, inner, depth + 1)
        if inner in REPEATING or f"*.{name}" in REPEATING:
            node.setdefault(name, []).append(value)
        elif name in node:
            node[name] = [*(node[name] if isinstance(node[name], list) else [node[name]]), value]
        else:
            node[name] = value
    return node


def _value(element: Any, name: str, path: str, depth: int) -> Any:
    """A primitive as its text, a resource as a resource, anything else as a dict."""
    if name in ("resource", "contained") and len(element):
        return _resource(element[0], depth)
    if "value" in element.attrib and not any(not child.tag.startswith(_XHTML) for child in element):
        return element.attrib["value"]
    node = _children(element, path, depth)
    if "value" in element.attrib:
        # A primitive with an extension of its own: FHIR's JSON keeps that apart, and nothing here reads it.
        return element.attrib["value"]
    return node


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
