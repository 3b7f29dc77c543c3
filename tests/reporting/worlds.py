"""Invented worlds: several contracts tell of referrals of few people, with corrections, late entries and links."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.reporting.telling import Telling

CONTRACTS = ("rio", "long-covid", "changing-futures")
_START = date(2025, 1, 15)
_DAYS = st.integers(0, 400)


@st.composite
def worlds(draw: st.DrawFn) -> list[Telling]:
    """One telling for each contract; clocks of recording go back now and then."""
    tellings = [Telling(contract) for contract in CONTRACTS]
    for number in range(draw(st.integers(1, 6))):
        _referral(draw, draw(st.sampled_from(tellings)), number)
        if draw(st.booleans()):
            one, other = draw(st.integers(1, 4)), draw(st.integers(1, 4))
            if one != other:
                draw(st.sampled_from(tellings)).link(one, other, _day(draw))
    return tellings


def _day(draw: st.DrawFn) -> date:
    return _START + timedelta(days=draw(_DAYS))


def _referral(draw: st.DrawFn, telling: Telling, number: int) -> None:
    referral = telling.referral(number, of=draw(st.integers(1, 4)))
    referral.received(_day(draw), typed=_day(draw))
    steps = (
        referral.accepted, referral.declined, referral.withdrawn, referral.closed, referral.reopened,
        lambda on, typed: referral.contacted(on, draw(st.sampled_from(("01", "09", "11"))), typed=typed),
    )  # fmt: skip
    for step in draw(st.lists(st.sampled_from(steps), max_size=5)):
        step(_day(draw), typed=_day(draw))
