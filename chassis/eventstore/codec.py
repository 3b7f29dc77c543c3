"""Events as JSON under names that are written out, so that what was stored can be read for as long as it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from chassis.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Upcast:
    """How the body under an old stored name becomes the body under a newer one."""

    to: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


class Codec:
    """Writes events as JSON and reads them again, those of older versions too.

    `types` gives the class of each stored name that is written today; `upcasts` leads from each name that is written
    no more to one that follows it.
    """

    def __init__(self, types: Mapping[str, type], upcasts: Mapping[str, Upcast] = MappingProxyType({})) -> None:
        self._names = {kind: name for name, kind in types.items()}
        if len(self._names) != len(types):
            raise ValueError("a class of event has two stored names; the older one needs an upcast, not a class")
        for name in upcasts:
            _follow(name, types, upcasts)
        self._upcasts = upcasts
        # The validator itself: what the adapter's method does around it takes as long as reading an event.
        self._readers = {name: TypeAdapter(kind).validator.validate_json for name, kind in types.items()}

    def encode(self, event: Any) -> tuple[str, bytes]:
        """The stored name of an event and its JSON."""
        return self._names[type(event)], orjson.dumps(event)

    def decode(self, name: str, data: bytes) -> Any:
        """The event that was stored. Raises `Unreadable` (`unknown-type`, `unreadable-event`)."""
        reader = self._readers.get(name)
        try:
            if reader is not None:
                return reader(data)
            return self._decode_older(name, data)
        except ValidationError as error:
            # Neither the error nor its cause may carry the value, which pydantic's own text shows.
            places = "; ".join(
                f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['type']}"
                for fault in error.errors(include_url=False, include_input=False, include_context=False)
            )
        raise Unreadable("unreadable-event", f"{name}: {places}")

    def _decode_older(self, name: str, data: bytes) -> Any:
        if name not in self._upcasts:
            raise Unreadable("unknown-type", f"no event is stored as {name}")
        try:
            body = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise Unreadable("unreadable-event", f"{name}: not JSON") from None
        while name in self._upcasts:
            upcast = self._upcasts[name]
            try:
                name, body = upcast.to, upcast.change(body)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                raise Unreadable("unreadable-event", f"{name}: upcast failed, {type(error).__name__}") from None
        # Through JSON again, so that days and ids are read by the same rules as in an event of today.
        return self._readers[name](orjson.dumps(body))


def _follow(name: str, types: Mapping[str, type], upcasts: Mapping[str, Upcast]) -> None:
    seen = [name]
    while seen[-1] in upcasts:
        if seen[-1] in types:
            raise ValueError(f"{seen[-1]} has both a class and an upcast")
        seen.append(upcasts[seen[-1]].to)
        if len(seen) > len(upcasts) + 1:
            raise ValueError(f"the upcasts from {name} go round in a circle: {' > '.join(seen)}")
    if seen[-1] not in types:
        raise ValueError(f"the upcasts from {name} end at {seen[-1]}, which no class reads")
