"""Figures of invented worlds against a count from what the stores would hold, which shares no code with them."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts.messages import referrals
from contracts.messages.envelope import Envelope
from tests.reporting.figures import folded
from tests.reporting.telling import Telling, all_of, stream_of
from tests.reporting.worlds import CONTRACTS, worlds
from tests.site.yearly import ORGANISATION, counted

_UNLIFELIKE = frozenset(
    {
        "open-referrals", "still-waiting", "days-to-first-contact", "length-of-support", "open-time",
        "waiting-list-leavers", "still-waiting-first-session", "still-waiting-plan", "still-waiting-second-contact",
    }
)  # fmt: skip
"""Metrics that ask for days in their order, which invented referrals do not keep."""
_ENTRIES = {
    "contact_id", "signposting_id", "volunteering_id", "staff_activity_id", "grant_id", "reading_id", "outcome_id",
    "training_id",
}  # fmt: skip


def stores(world: Iterable[Telling]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What each service would have stored to say what it said."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {contract: {} for contract in CONTRACTS}
    for telling in world:
        found[telling.contract][telling.service] = [_stored(envelope, body) for envelope, body in telling.messages]
    return found


def _stored(envelope: Envelope, body: BaseModel) -> dict[str, Any]:
    said = body.model_dump(mode="json")
    place = {
        "stream": stream_of(body),
        "version": envelope.stream_version,
        "name": envelope.type,
        "recorded_on": str(envelope.time.date()),
    }
    if isinstance(body, referrals.StepCorrected | referrals.StepWithdrawn):
        return {**place, **said, "of_version": said["stream_version"]}
    if own := _ENTRIES & said.keys():
        (entry_id,) = own
        return {**place, "entry_id": said.pop(entry_id), "reason": said.pop("reason", None), "content": said}
    return {**place, **said}


@given(worlds(), st.sampled_from(("2024/25", "2025/26")))
@settings(max_examples=100, deadline=None)
def test_every_figure_of_every_contract_and_of_all_together(world: list[Telling], year: str) -> None:
    figures = folded(*all_of(*world))
    for scope, expected in counted(stores(world), year).items():
        contracts = CONTRACTS if scope == ORGANISATION else (scope,)
        for metric in expected.keys() - _UNLIFELIKE:
            told = figures.figures(metric, year, *contracts)
            assert {name: told.get(name, 0) for name in expected[metric]} == expected[metric], metric


@given(worlds(lifelike=True), st.sampled_from(("2024/25", "2025/26")))
@settings(max_examples=100, deadline=None)
def test_every_figure_of_lifelike_worlds_those_of_days_in_their_order_too(world: list[Telling], year: str) -> None:
    figures = folded(*all_of(*world))
    for scope, expected in counted(stores(world), year).items():
        contracts = CONTRACTS if scope == ORGANISATION else (scope,)
        for metric, values in expected.items():
            told = figures.figures(metric, year, *contracts)
            assert {name: told.get(name, 0) for name in values} == values, metric
