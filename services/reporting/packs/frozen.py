"""The frozen form of a report: JSON whose bytes depend on the report alone, and the way back."""

from dataclasses import asdict
from typing import Any

import orjson
from pydantic import TypeAdapter

from services.reporting.domain.pack.model import Pack

FORMAT = 1
"""Raised when the form changes; what was frozen in an older one must stay readable."""
_PACK: TypeAdapter[Pack] = TypeAdapter(Pack)


def freeze(pack: Pack) -> bytes:
    """The report as JSON with sorted keys: equal packs give equal bytes."""
    return orjson.dumps({"format": FORMAT, "pack": asdict(pack)}, option=orjson.OPT_SORT_KEYS)


def thaw(frozen: bytes) -> Pack:
    """The report that was frozen; raises `ValueError` for a format that is not known."""
    read: dict[str, Any] = orjson.loads(frozen)
    if read.get("format") != FORMAT:
        raise ValueError(f"a report frozen in format {read.get('format')} cannot be read")
    return _PACK.validate_python(read["pack"])
