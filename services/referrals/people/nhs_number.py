"""NHS numbers: ten ASCII digits, the last of which checks the others (modulus 11)."""

import re

_TEN = re.compile(r"[0-9]{10}")
_TYPED = str.maketrans("", "", " \t-\u00a0\u2010\u2011\u2012\u2013")


def is_nhs_number(text: str) -> bool:
    """Whether the text is a possible NHS number: nothing but ten ASCII digits, and the tenth fits the nine before."""
    if not _TEN.fullmatch(text):
        return False
    digits = [int(character) for character in text]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if check == 11 else check) == digits[9]


def as_typed(text: str) -> str:
    """A number as a person typed it, without the blanks and dashes that make it readable: `943 476 5919`."""
    return text.translate(_TYPED)
