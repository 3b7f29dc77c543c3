"""BARC-10: brief assessment of recovery capital."""

from services.outcomes.domain.instruments.instrument import CutOff, Instrument, Missing, Range, added_up, alike

BARC_10 = Instrument(
    id="barc-10",
    version=1,
    title="Brief Assessment of Recovery Capital (BARC-10)",
    items=alike(10, lowest=1, highest=6),
    missing=Missing.NO_SCORE,
    scoring=added_up,
    score_in_hundredths=Range(1000, 6000, 100),
    higher_is_better=True,
    reliable_change_in_hundredths=None,
    cut_offs=(CutOff(4700, "likely-sustained-remission", "Vilsaint et al. 2017, in its abstract [2]; local use [?]"),),
    source=(
        "Ten items from 1 to 6, none reversed, added up to 10 to 60: PhenX toolkit, protocol 590502 [2]; made from the"
        " 50 items of the ARC: Vilsaint et al. 2017 [V]. A reliable change is not stated in what was read [?]. All ten"
        " are needed for a score; one left out gives none, and what was answered is kept [R]."
    ),
    licence="Freely available by PhenX, permission not required [2].",
)
