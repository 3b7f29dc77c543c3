"""ReQoL-10: recovering quality of life. Licensed, so that the total score alone is kept."""

from services.outcomes.domain.instruments.instrument import CutOff, Instrument, Range

REQOL_10 = Instrument(
    id="reqol-10",
    version=1,
    title="Recovering Quality of Life, 10 items (ReQoL-10)",
    score_in_hundredths=Range(0, 4000, 100),
    higher_is_better=True,
    reliable_change_in_hundredths=500,
    cut_offs=(
        CutOff(2400, "general-population", "below 24, and 24 or more, in one paper [V]"),
        CutOff(2500, "general-population-as-often-quoted", "often quoted, source to be confirmed [?]"),
    ),
    source=(
        "Ten items from 0 to 4 added up to 0 to 40, higher is better [V]. Reliable change 5 [?]. The total is given as"
        " the licensed form or tool makes it, whose own rule for missing items applies [R]."
    ),
    licence="Licence required [2]: scores alone are kept, no answers and no text of items.",
)
