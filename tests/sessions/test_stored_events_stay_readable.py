"""Every event that was ever stored: a sample of each stored name, written out once and never changed, must load.

A new field makes a second sample (`<stored-name>.<what-is-new>.json`); the first stays as it is.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.sessions.domain.contact import events as contact
from services.sessions.domain.directory import events as directory
from services.sessions.domain.grant import events as grant
from services.sessions.domain.signposting import events as signposting
from services.sessions.domain.staff_activity import events as staff_activity
from services.sessions.domain.volunteering import events as volunteering
from services.sessions.main import CODEC
from tests.sessions.builders import CONTACT, ENTRY, EVENTS, SIGNPOSTING, STAFF_ACTIVITY, VOLUNTEERING, WORKER, june

SAMPLES = Path(__file__).parent / "samples"
NAMES = {
    **contact.EVENT_TYPES,
    **signposting.EVENT_TYPES,
    **volunteering.EVENT_TYPES,
    **staff_activity.EVENT_TYPES,
    **grant.EVENT_TYPES,
    **directory.EVENT_TYPES,
}
EXPECTED: dict[str, Any] = {
    **EVENTS,
    "contact-recorded.v1.least": contact.ContactRecorded(
        ENTRY, replace(CONTACT, attendance="3", minutes=None, referral_id=None)
    ),
    "contact-recorded.v1.excepted": contact.ContactRecorded(
        ENTRY, replace(CONTACT, purpose="initial-engagement", exception="colleague-ill")
    ),
    "signposting-recorded.v1.least": signposting.SignpostingRecorded(
        ENTRY, replace(SIGNPOSTING, person_ref=None, referral_id=None, programme=None, workers=())
    ),
    "volunteering-recorded.v1.least": volunteering.VolunteeringRecorded(
        ENTRY, replace(VOLUNTEERING, ways=(), person_ref=None, programme=None)
    ),
    "staff-activity-recorded.v1.least": staff_activity.StaffActivityRecorded(
        ENTRY, replace(STAFF_ACTIVITY, programme=None)
    ),
    "grant-recorded.v1.least": grant.GrantRecorded(
        ENTRY, grant.Grant(fund="small", on=june(2), pounds=0, workers=(WORKER,))
    ),
}


@pytest.mark.parametrize("stem", sorted(EXPECTED))
def test_a_sample_loads_as_what_it_was(stem: str) -> None:
    name = ".".join(stem.split(".")[:2])
    assert CODEC.decode(name, (SAMPLES / f"{stem}.json").read_bytes()) == EXPECTED[stem]


def test_every_stored_name_of_entries_and_the_directory_has_a_sample() -> None:
    assert {".".join(stem.split(".")[:2]) for stem in EXPECTED} == set(NAMES)


@pytest.mark.parametrize("stem", sorted(EXPECTED))
def test_what_is_written_today_is_read_back(stem: str) -> None:
    name, data = CODEC.encode(EXPECTED[stem])
    assert CODEC.decode(name, data) == EXPECTED[stem]
    assert orjson.loads(data).keys() >= orjson.loads((SAMPLES / f"{stem}.json").read_bytes()).keys()
