"""Coded words as they are read: in plain English, with the hyphens and capitals that belong to them."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "barc 10": "BARC-10",
        "bric": "BRiC",
        "drop in": "drop-in",
        "drop ins": "drop-ins",
        "e mail": "e-mail",
        "eq 5d 5l": "EQ-5D-5L",
        "gp": "GP",
        "hmp": "HMP",
        "multi agency": "multi-agency",
        "ndta": "NDTA",
        "nhs": "NHS",
        "non binary": "non-binary",
        "one off": "one-off",
        "re offending": "re-offending",
        "reqol 10": "ReQoL-10",
        "self employed": "self-employed",
        "stepping stones": "Stepping Stones",
        "swemwbs": "SWEMWBS",
    }
)
"""How words are written that are not read as their code says."""
_AS_WRITTEN = re.compile(rf"(?<![\w-])({'|'.join(sorted(_WRITTEN, key=len, reverse=True))})(?![\w-])")
_ETHNIC_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "a": "White British",
        "b": "White Irish",
        "c": "any other White background",
        "d": "White and Black Caribbean",
        "e": "White and Black African",
        "f": "White and Asian",
        "g": "any other mixed background",
        "h": "Indian",
        "j": "Pakistani",
        "k": "Bangladeshi",
        "l": "any other Asian background",
        "m": "Caribbean",
        "n": "African",
        "p": "any other Black background",
        "r": "Chinese",
        "s": "any other ethnic group",
    }
)
"""The NHS's ethnic categories (2001 census) by their letters, which tell a reader nothing."""
_ETHNIC = "ethnic-category: "


def in_words(code: str) -> str:
    """A coded word as it is read: `substance-reduction` as substance reduction, `gp` as GP."""
    letter = code.removeprefix(_ETHNIC)
    if letter != code and letter in _ETHNIC_CATEGORIES:
        return f"ethnic category: {_ETHNIC_CATEGORIES[letter]} ({letter.upper()})"
    return _AS_WRITTEN.sub(lambda found: _WRITTEN[found[0]], code.replace("-", " "))
