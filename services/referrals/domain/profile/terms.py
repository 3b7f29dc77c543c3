"""The closed lists that every contract shares: characteristics with their answers, and purposes of consent."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

NOT_KNOWN = "not-known"
"""Nobody asked, or nobody took the answer down. It is never put in the place of an answer."""
NOT_STATED = "not-stated"
"""The person was asked and chose not to say."""

_YES_NO = ("yes", "no")

ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # The NHS's ethnic categories (2001 census), by their letters.
        "ethnic-category": tuple("abcdefghjklmnprs"),
        "gender": ("female", "male", "non-binary", "other"),
        "disability": _YES_NO,
        "caring-responsibility": _YES_NO,
        "armed-forces": _YES_NO,
        "housing": ("settled", "temporary", "hostel", "sofa-surfing", "rough-sleeping", "custody", "other"),
        "occupation": (
            "employed", "self-employed", "unemployed", "unable-to-work", "student", "retired", "volunteering", "other",
        ),
        # The twelve districts of Lancashire, their neighbours, and where else the organisation works.
        "district": (
            "burnley", "chorley", "fylde", "hyndburn", "lancaster", "pendle", "preston", "ribble-valley", "rossendale",
            "south-ribble", "west-lancashire", "wyre", "blackburn-with-darwen", "blackpool", "cumbria",
            "greater-manchester", "north-yorkshire", "elsewhere",
        ),
    }
)  # fmt: skip
"""Characteristics that may be recorded, each with its answers; `not-known` and `not-stated` may answer all of them."""


class Purpose(StrEnum):
    """What a person may agree to, each by itself."""

    RECORD = "record"
    """That what is done with them is recorded beyond what the law asks for."""
    SHARE_WITH_REFERRER = "share-with-referrer"
    SHARE_WITH_PARTNERS = "share-with-partners"
    RESEARCH = "research"
    CASE_STUDY = "case-study"


def may_answer(characteristic: str, answer: str) -> bool:
    """Whether a characteristic can have this answer."""
    return answer in (*ANSWERS[characteristic], NOT_KNOWN, NOT_STATED)
