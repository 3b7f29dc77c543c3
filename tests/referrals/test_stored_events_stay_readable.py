"""Every event that was ever stored: a sample of each stored name, written out once and never changed, must load.

A new field makes a second sample (`<stored-name>.<what-is-new>.json`); the first stays as it is.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from chassis.eventstore.codec import Codec
from services.referrals.domain.events import EVENT_TYPES
from services.referrals.domain.person.events import EVENT_TYPES as PERSON_EVENTS
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.terms import Evidence
from services.referrals.domain.profile.events import EVENT_TYPES as PROFILE_EVENTS
from tests.referrals import builders

SAMPLES = Path(__file__).parent / "samples"
CODEC = Codec({**EVENT_TYPES, **PERSON_EVENTS, **PROFILE_EVENTS})

EXPECTED: dict[str, Any] = {
    "referral-received.v1": builders.RECEIVED,
    "referral-received.v1.least": replace(
        builders.RECEIVED, flags=(), referrer_organisation=None, conversation_id=None
    ),
    "referral-amended.v1": builders.AMENDED,
    "referral-withdrawn.v1": builders.WITHDRAWN,
    "referrer-contacted.v1": builders.REFERRER_CONTACTED,
    "referral-triaged.v1": builders.TRIAGED,
    "referral-accepted.v1": replace(builders.ACCEPTED, support_until=date(2026, 6, 5)),
    "referral-declined.v1": builders.DECLINED,
    "referral-allocated.v1": builders.ALLOCATED,
    "first-contact-made.v1": builders.FIRST_CONTACT,
    "referral-closed.v1": builders.CLOSED,
    "referral-reopened.v1": builders.REOPENED,
    "referral-received.v1.programme": replace(builders.RECEIVED, programme="reconnect"),
    "referral-accepted.v1.checks": replace(
        builders.ACCEPTED, support_until=date(2026, 6, 5), checks_on=(date(2026, 3, 5), date(2026, 6, 5))
    ),
    "first-contact-made.v1.cause": replace(builders.FIRST_CONTACT, follow_up_by=date(2025, 7, 7), cause=builders.NOTE),
    "step-taken.v1": builders.STEP_TAKEN,
    "contact-noted.v1": builders.CONTACT_NOTED,
    "plan-noted.v1": builders.PLAN_NOTED,
    "step-corrected.v1": builders.STEP_CORRECTED,
    "step-withdrawn.v1": builders.STEP_WITHDRAWN,
    "flag-raised.v1": builders.FLAG_RAISED,
    "flag-lifted.v1": builders.FLAG_LIFTED,
    "release-recorded.v1": builders.RELEASED,
    "rule-excepted.v1": builders.EXCEPTED,
    "referral-received.v1.transfer": replace(
        builders.RECEIVED, source="transfer", route="transfer", transferred_from="another"
    ),
    "referral-transferred.v1": builders.TRANSFERRED,
    "person-registered.v1": builders.REGISTERED,
    "characteristic-recorded.v1": builders.DESCRIBED,
    "consent-given.v1": builders.CONSENTED,
    "consent-withdrawn.v1": builders.CONSENT_GONE,
    "people-linked.v1": PeopleLinked(builders.PERSON, "f" * 32, date(2025, 6, 2), Evidence.NHS_NUMBER_LEARNT),
}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_loads_as_what_it_was(path: Path) -> None:
    name = ".".join(path.stem.split(".")[:2])
    assert CODEC.decode(name, path.read_bytes()) == EXPECTED[path.stem]


def test_every_stored_name_has_a_sample() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(EXPECTED)
    assert {".".join(stem.split(".")[:2]) for stem in EXPECTED} == {*EVENT_TYPES, *PERSON_EVENTS, *PROFILE_EVENTS}


@pytest.mark.parametrize("stem", sorted(EXPECTED))
def test_what_is_written_today_is_read_back(stem: str) -> None:
    name, data = CODEC.encode(EXPECTED[stem])
    assert CODEC.decode(name, data) == EXPECTED[stem]
    assert orjson.loads(data).keys() >= orjson.loads((SAMPLES / f"{stem}.json").read_bytes()).keys()
