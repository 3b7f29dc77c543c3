"""What the organisation states in an annual review: its figures, what it leaves open, and what follows from them.

Stated figures are not counted here. Where this platform counts the same, the report prints both, side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from chassis.errors import Fault
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.formula import NoFormula, names_in, worked_out
from services.reporting.domain.social_value.inputs import ValueInputs

EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication of or about the organisation."""

    code: str
    title: str
    known_from: date
    """First day on which what it states may be printed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a stated figure is about: the organisation, a contract, or somebody near it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CountedHere:
    """The figure of this platform that counts the same as a stated one, in the stated one's financial year."""

    metric: str
    figure: str
    contract: str | None = None

    @property
    def scope(self) -> str:
        """Of which scope it is counted."""
        return self.contract or ORGANISATION


class What(StrEnum):
    """What of a programme's social value."""

    COUNT = "count"
    UNIT = "unit"
    VALUE = "value"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class ValuedHere:
    """What of the social value of a programme, or of all programmes if none is named, a stated figure tells too."""

    what: What
    programme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One figure that a source states, as it states it."""

    id: str
    title: str
    value: Decimal | None = None
    words: str | None = None
    """In place of a value where it is no number."""
    unit: str
    qualifier: str = EXACT
    period: str
    part: str
    programme: str | None = None
    source: str
    note: str | None = None
    few: bool = False
    """Whether it tells of so few people that it is shown only where small numbers are."""
    counted: CountedHere | None = None
    valued: ValuedHere | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKnown:
    """A figure that the review shows without its number being known. Nobody may make one up."""

    id: str
    title: str
    unit: str
    period: str
    part: str
    programme: str | None = None
    source: str
    year_before: str | None = None
    """Id of the stated figure of the year before."""
    candidate: Decimal | None = None
    """A number that may be the same thing."""
    why: str | None = None
    """Why it may be, and why that is not certain."""
    counted: CountedHere | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A number that follows from stated figures by arithmetic alone."""

    id: str
    title: str
    formula: str
    unit: str
    decimals: int = 0
    """To how many decimals it is printed, rounded half up."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A sum of the review done again: a formula equals what is stated, or is more than it."""

    id: str
    formula: str
    equals: str | None = None
    more_than: str | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """What a reader must know before comparing or adding figures."""

    id: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReview:
    """Everything that is known of what a review of a financial year states and leaves open."""

    year: str
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]
    stated: tuple[Stated, ...]
    not_known: tuple[NotKnown, ...] = ()
    derived: tuple[Derived, ...] = ()
    checks: tuple[Check, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def numbers(self) -> dict[str, Fraction]:
        """Stated and derived numbers by their ids; a derived one may build on those before it."""
        found = {each.id: Fraction(each.value) for each in self.stated if each.value is not None}
        for each in self.derived:
            found.setdefault(each.id, worked_out(each.formula, found))
        return found

    def known(self, as_at: date) -> "StatedReview | None":
        """What of it was known on a day; None if nothing was."""
        codes = {each.code for each in self.sources if each.known_from <= as_at}
        stated = tuple(each for each in self.stated if each.source in codes)
        if not stated:
            return None
        ids = {each.id for each in stated}
        derived = []
        for each in self.derived:
            if names_in(each.formula) <= ids:
                derived.append(each)
                ids.add(each.id)
        return StatedReview(
            year=self.year,
            sources=tuple(each for each in self.sources if each.code in codes),
            parts=self.parts,
            stated=stated,
            not_known=tuple(each for each in self.not_known if each.source in codes),
            derived=tuple(derived),
            checks=tuple(each for each in self.checks if _spoken_of(each) <= ids),
            cautions=self.cautions,
        )

    def faults(self) -> list[Fault]:
        """Whatever is wrong with it, nothing if it may be used."""
        found = [*_twice(self.stated), *_twice(self.not_known), *_twice(self.derived), *_twice(self.checks)]
        sources, parts = {each.code for each in self.sources}, {each.id for each in self.parts}
        entries: Sequence[Stated | NotKnown] = (*self.stated, *self.not_known)
        for entry in entries:
            if entry.source not in sources:
                found.append(Fault(entry.id, f"{entry.source} is no source of the file", "unknown-source"))
            if entry.part not in parts:
                found.append(Fault(entry.id, f"{entry.part} is no part of the file", "unknown-part"))
            if entry.counted is not None and "/" not in entry.period:
                found.append(Fault(entry.id, "is counted here in a financial year, as 2023/24", "no-year"))
        found += [
            Fault(each.id, "has a value or words, not both and not neither", "value-or-words")
            for each in self.stated
            if (each.value is None) == (each.words is None)
        ]
        return found or self._broken_formulas()

    def _broken_formulas(self) -> list[Fault]:
        try:
            known = self.numbers()
        except NoFormula as error:
            return [Fault("derived", str(error), "no-formula")]
        found = []
        for check in self.checks:
            if (check.equals is None) == (check.more_than is None):
                found.append(Fault(check.id, "has `equals` or `more_than`, not both and not neither", "compared-to"))
            if strange := sorted(_spoken_of(check) - known.keys()):
                found.append(Fault(check.id, f"speaks of {', '.join(strange)}, which nobody states", "no-formula"))
        return found


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that an annual review is made from beside what is counted."""

    values: ValueInputs
    reviews: Mapping[str, StatedReview]
    """What the organisation states, by the financial year of its review: 2023/24."""


def _spoken_of(check: Check) -> frozenset[str]:
    return names_in(check.formula) | names_in(check.equals or check.more_than or "")


def _twice(entries: Sequence[Stated] | Sequence[NotKnown] | Sequence[Derived] | Sequence[Check]) -> list[Fault]:
    ids = [each.id for each in entries]
    return [Fault(each, "stands twice", "id-twice") for each in sorted({each for each in ids if ids.count(each) > 1})]
