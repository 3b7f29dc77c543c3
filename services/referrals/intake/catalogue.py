"""The feeds, each with its translator: two lines for a new one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.referrals.domain.terms import ReferralTerms
from services.referrals.intake.fhir_r4.document import JSON, MEDIA_TYPES
from services.referrals.intake.fhir_r4.meaning import Request
from services.referrals.intake.fhir_r4.translator import translate


@dataclass(frozen=True, slots=True)
class Feed:
    """A way by which messages come. `read` is pure: bytes, media type, terms, day of receipt to what is asked for."""

    format: str
    """Name of the format, as spans show it."""
    route: str
    """Route that a referral which comes this way has in the terms."""
    read: Callable[[bytes, str, ReferralTerms, date], Request]


def _bars(body: bytes, media_type: str, terms: ReferralTerms, today: date) -> Request:
    return translate(body, MEDIA_TYPES.get(media_type, JSON), terms.bars, today)


BARS = "bars"
FEEDS: Mapping[str, Feed] = MappingProxyType({BARS: Feed("fhir-r4", "bars", _bars)})
"""Name of a feed to how its messages are read."""
