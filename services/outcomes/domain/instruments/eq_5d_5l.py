"""EQ-5D-5L: five dimensions as a profile, and a visual analogue scale. No utility is computed."""

from collections.abc import Sequence

from services.outcomes.domain.instruments.instrument import Instrument, Missing, Range, Result, alike


def _profile(answers: Sequence[int]) -> Result:
    return Result(profile="".join(str(answer) for answer in answers))


EQ_5D_5L = Instrument(
    id="eq-5d-5l",
    version=1,
    title="EQ-5D-5L",
    items=alike(5, lowest=1, highest=5),
    missing=Missing.NO_SCORE,
    scoring=_profile,
    scale=Range(0, 100),
    higher_is_better=True,
    source=(
        "Five dimensions from 1 to 5, of which 11111 is the best, and a scale from 0 to 100, of which 100 is the best"
        " [V]. A dimension left out gives no profile; the scale may be left out or stand alone [R]. A utility needs a"
        " value set with its version, and is computed by whoever has one [V]."
    ),
    licence="Of the EuroQol Group; conditions for a charity [?].",
)
