"""NDTA: the New Directions Team assessment of multiple disadvantage, once called Chaos Index."""

from services.outcomes.domain.instruments.instrument import Instrument, Item, Missing, Range, added_up

_RISKS = (4, 5)
"""Numbers of the two items about risk, which weigh twice; that they are the fourth and fifth is to be confirmed [?]."""

NDTA = Instrument(
    id="ndta",
    version=1,
    title="New Directions Team Assessment (NDTA)",
    items=tuple(Item(number, 0, 8 if number in _RISKS else 4) for number in range(1, 11)),
    missing=Missing.REFUSED,
    scoring=added_up,
    score_in_hundredths=Range(0, 4800, 100),
    higher_is_better=False,
    source=(
        "Ten items that the team assesses [V]: eight from 0 to 4 and two about risk from 0 to 8, added up to 0 to 48"
        " [?]; which two, and whether they take even numbers alone [?]. All ten are needed, for the team can look"
        " again [R]. A reliable change is not stated in what was read [?]."
    ),
    licence="Of the New Directions Team, London; conditions [?].",
)
