"""No message of the catalogue is parked by reporting as one that it does not know."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from contracts.messages.catalogue import MESSAGES
from contracts.messages.envelope import Envelope
from services.reporting.projection.folding import PASSED_OVER, Told
from tests.reporting.telling import Telling, named, noon

_SAMPLES: dict[str, Any] = {"person_ref": "0" * 32, "same_as_ref": "1" * 32}


@pytest.mark.parametrize("name", MESSAGES)
def test_it_is_taken_in(name: str) -> None:
    body = MESSAGES[name].model_construct(**{field: _sample(field) for field in MESSAGES[name].model_fields})
    envelope = Envelope(
        named("message", 1), name, "rio", "referrals", noon(date(2025, 4, 1)),
        position=1, previous=0, stream_version=1, mapping=1,
    )  # fmt: skip
    told = Told()
    told.take(envelope, body)
    kept = bool(told.facts or told.activities or told.gatherings or told.links)
    assert kept is not isinstance(body, PASSED_OVER)


def test_consent_alone_is_passed_over_and_what_somebody_said_is_kept_under_their_reference() -> None:
    assert [each.__name__ for each in PASSED_OVER] == ["ConsentGiven", "ConsentWithdrawn"]
    rio = Telling()
    rio.answer(7, "gender", "female", date(2025, 4, 1))
    told = Told()
    told.take(*rio.messages[0])
    assert list(told.activities) == [("rio", "profile", UUID(int=7))]


def test_another_is_not() -> None:
    class Strange(BaseModel):
        pass

    with pytest.raises(Exception, match="is kept in no record"):
        Told().take(
            Envelope(
                named("message", 1), "strange.v1", "rio", "referrals", noon(date(2025, 4, 1)),
                position=1, previous=0, stream_version=1, mapping=1,
            ),
            Strange(),
        )  # fmt: skip


def _sample(field: str) -> Any:
    return _SAMPLES.get(field) or (named(field, 1) if field.endswith("_id") else "word")
