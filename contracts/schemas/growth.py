"""Whether a message's schema only grew: messages that are years old stay readable, and so do new ones for old readers.

What may change is what a reader never meets (titles, descriptions) and what an old reader does not know of: a new
property that is not required. Everything else is a new version of the message beside the old one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_ANNOTATIONS = frozenset({"$comment", "$id", "$schema", "default", "deprecated", "description", "examples", "title"})

Schema = Mapping[str, Any]


def breaks(old: Schema, new: Schema, place: str = "") -> Iterator[str]:
    """Everything about `new` that would break a reader or an old message, in words that name the place."""
    here = place or "message"
    for name, definition in old.get("$defs", {}).items():
        if name in new.get("$defs", {}):
            yield from breaks(definition, new["$defs"][name], name)
    if "properties" in old and "properties" in new:
        yield from _breaks_of_object(old, new, place, here)
    elif _meaning(old) != _meaning(new):
        yield f"{here}: was {_meaning(old)}, is {_meaning(new)}"


def _breaks_of_object(old: Schema, new: Schema, place: str, here: str) -> Iterator[str]:
    for name in old["properties"]:
        where = f"{place}.{name}" if place else name
        if name not in new["properties"]:
            yield f"{where}: was removed"
        else:
            yield from breaks(old["properties"][name], new["properties"][name], where)
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before - after):
        yield f"{place + '.' if place else ''}{name}: was required, and old readers count on it"
    for name in sorted(after - before):
        yield f"{place + '.' if place else ''}{name}: is required, and old messages do not have it"
    for word in ("type", "additionalProperties"):
        if old.get(word) != new.get(word):
            yield f"{here}: {word} was {old.get(word)}, is {new.get(word)}"


def _meaning(schema: Any) -> Any:
    """A schema without what no validation depends on."""
    if isinstance(schema, Mapping):
        return {key: _meaning(value) for key, value in schema.items() if key not in _ANNOTATIONS | {"$defs"}}
    if isinstance(schema, list):
        return [_meaning(part) for part in schema]
    return schema
