"""Every message by its wire name, and the topic names: the one list that publishers and consumers share."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel

from contracts.messages import referrals

MESSAGES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "referral-received.v1": referrals.ReferralReceived,
        "referral-amended.v1": referrals.ReferralAmended,
        "referral-withdrawn.v1": referrals.ReferralWithdrawn,
        "referrer-contacted.v1": referrals.ReferrerContacted,
        "referral-triaged.v1": referrals.ReferralTriaged,
        "referral-accepted.v1": referrals.ReferralAccepted,
        "referral-declined.v1": referrals.ReferralDeclined,
        "referral-allocated.v1": referrals.ReferralAllocated,
        "first-contact-made.v1": referrals.FirstContactMade,
        "referral-closed.v1": referrals.ReferralClosed,
        "referral-reopened.v1": referrals.ReferralReopened,
        "people-linked.v1": referrals.PeopleLinked,
    }
)
"""Wire name to the model of the body."""

WIRE_NAMES: Mapping[type[BaseModel], str] = MappingProxyType({model: name for name, model in MESSAGES.items()})
"""Model of the body to its wire name."""

PUBLISHERS = ("referrals",)
"""Services that publish messages."""

PARTITIONS = 6
"""Partitions of each topic. A changed count moves keys to other partitions and needs a rebuild of reporting."""


def topic(contract: str, service: str) -> str:
    """Name of the topic to which `service` of `contract` publishes."""
    return f"{contract}.{service}.v1"
