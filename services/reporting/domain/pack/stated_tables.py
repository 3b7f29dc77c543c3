"""The part of the annual review about what the organisation states: as stated, with what is counted here beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.reporting.domain.metric import Metric
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.figures import Figures, text
from services.reporting.domain.pack.formula import worked_out, written
from services.reporting.domain.pack.model import Cell, Column, Mark, Section, Show, Table
from services.reporting.domain.pack.money import not_known, pounds, rounded, without
from services.reporting.domain.pack.programmes import Programmes, counted
from services.reporting.domain.pack.stated import (
    EXACT,
    Check,
    CountedHere,
    NotKnown,
    Stated,
    StatedReview,
    ValuedHere,
    What,
)
from services.reporting.domain.period import year

_OF_STATED = (
    "As its sources state them, with their qualifiers. They are not counted here; where the platform counts the same, "
    "its own figure stands beside."
)
_OF_NOT_KNOWN = (
    "Shown by a review without its number being known. No number is made up; a candidate may be the same thing, and "
    "the reason why that is not certain stands with it."
)
_POUNDS, _RATIO, _YEAR = "pounds", "pounds for each pound", "year"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside stated figures: the platform's own, as its readers may see them."""

    figures: Figures
    metrics: Mapping[str, Metric]
    programmes: Programmes
    reviewed: str
    """The financial year whose social value `programmes` tells."""

    def of(self, entry: Stated | NotKnown) -> Cell:
        """The same counted here; not applicable where nothing here counts it."""
        if entry.counted is not None:
            return self.counted(entry.counted, entry.period)
        if isinstance(entry, Stated) and entry.valued is not None and entry.period == self.reviewed:
            return self.valued(entry.valued)
        return Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)

    def counted(self, here: CountedHere, period: str) -> Cell:
        """A figure of the platform in a financial year, named as 2023/24."""
        asked = Asked(year(int(period[:4])), self.figures.as_at)
        return counted(self.figures, self.metrics.get(here.metric), here.scope, asked, here.figure)

    def valued(self, here: ValuedHere) -> Cell:
        """What of a programme's social value, or of all of it."""
        programme = self.programmes.of(here.programme) if here.programme else None
        if here.what is What.RATIO:
            ratio = programme.ratio if programme else None if here.programme else self.programmes.ratio
            mark = programme.mark if programme else self.programmes.mark
            return Cell(ratio.whole, Show.RATIO) if ratio else without(mark, Show.RATIO)
        if here.what is What.VALUE and here.programme is None:
            whole = self.programmes.total
            return pounds(whole) if whole is not None else without(self.programmes.mark)
        if programme is None:
            return without(Mark.NOT_AVAILABLE)
        if here.what is What.COUNT:
            return programme.count
        if here.what is What.UNIT:
            return pounds(programme.unit.amount)
        return pounds(programme.valuation.gross) if programme.valuation else without(programme.mark)


def stated_sections(review: StatedReview, beside: Beside, small_hidden: bool) -> tuple[Section, ...]:
    """Stated figures, figures that are not known, derived ones, checks, and what to know before comparing."""
    parts = {each.id: each.title for each in review.parts}
    return (
        Section(
            "stated",
            "Stated by the organisation",
            (_OF_STATED,),
            (_stated(review, beside, parts, small_hidden), _sources(review)),
        ),
        Section(
            "not-known",
            "Not known",
            (_OF_NOT_KNOWN,),
            (_not_known(review, beside, parts),),
        ),
        Section(
            "derived",
            "Derived and checked",
            ("Derived figures are arithmetic on stated ones, not findings. Checks do the sums of the review again.",),
            (_derived(review), _checks(review)),
        ),
        Section("cautions", "Before comparing or adding", tuple(each.told for each in review.cautions)),
    )


def stated_value(entry: Stated) -> Cell:
    """A stated value as it is written: pounds as pounds, a year without a comma."""
    if entry.value is None:
        return text(entry.words or "")
    return _cell(Fraction(entry.value), entry.unit, 3)


def _cell(exact: Fraction, unit: str, decimals: int) -> Cell:
    if unit == _YEAR:
        return text(str(rounded(exact, 0)))
    value = rounded(exact, decimals)
    if unit == _RATIO:
        return Cell(value, Show.RATIO)
    if unit == _POUNDS or unit.startswith(f"{_POUNDS} "):
        return Cell(value, Show.POUNDS)
    return Cell(value, Show.COUNT if isinstance(value, int) else Show.MEAN)


def _stated(review: StatedReview, beside: Beside, parts: Mapping[str, str], small_hidden: bool) -> Table:
    rows = tuple(
        (
            text(each.id),
            text(_named(each, parts)),
            without(Mark.CONFIDENTIAL, Show.COUNT) if each.few and small_hidden else stated_value(each),
            text(each.qualifier or EXACT),
            text(each.unit),
            text(each.period),
            beside.of(each),
            text(each.source),
            text(each.note) if each.note else Cell(None, Show.TEXT, Mark.NOT_APPLICABLE),
        )
        for each in review.stated
    )
    columns = (
        "Reference", "Figure", "Stated", "Qualifier", "Unit", "Period", "Counted here", "Source", "Note",
    )  # fmt: skip
    return Table("stated-figures", "Figures as stated", _columns(*columns), rows)


def _sources(review: StatedReview) -> Table:
    rows = tuple((text(each.code), text(each.title), Cell(each.known_from, Show.DAY)) for each in review.sources)
    return Table("sources", "Sources", _columns("Source", "Title", "Taken as known from"), rows)


def _not_known(review: StatedReview, beside: Beside, parts: Mapping[str, str]) -> Table:
    before = {each.id: each for each in review.stated}
    none = Cell(None, Show.TEXT, Mark.NOT_APPLICABLE)
    rows = tuple(
        (
            text(each.id),
            text(_named(each, parts)),
            not_known(),
            text(each.unit),
            text(each.period),
            stated_value(before[each.year_before]) if each.year_before in before else none,
            _cell(Fraction(each.candidate), each.unit, 2) if each.candidate is not None else none,
            text(f"Candidate, not certain: {each.why}") if each.why else none,
            beside.of(each),
        )
        for each in review.not_known
    )
    columns = (
        "Reference", "Figure", "Stated", "Unit", "Period", "Year before", "Candidate", "Why not certain",
        "Counted here",
    )  # fmt: skip
    return Table("figures-not-known", "Figures that are not known", _columns(*columns), rows)


def _derived(review: StatedReview) -> Table:
    known = review.numbers()
    rows = tuple(
        (
            text(each.id),
            text(each.title),
            _cell(known[each.id], each.unit, each.decimals),
            text(each.unit),
            text(written(each.formula, known)),
            text("derived"),
            text(each.note) if each.note else Cell(None, Show.TEXT, Mark.NOT_APPLICABLE),
        )
        for each in review.derived
    )
    columns = ("Reference", "Figure", "Value", "Unit", "Worked out as", "Standing", "Note")
    return Table("derived-figures", "Derived figures", _columns(*columns), rows)


def _checks(review: StatedReview) -> Table:
    known = review.numbers()
    rows = tuple((text(each.id), *_checked(each, known)) for each in review.checks)
    columns = ("Reference", "Sum", "Comes to", "Must be", "Stated", "Holds")
    return Table("checks", "Sums done again", _columns(*columns), rows)


def _checked(check: Check, known: Mapping[str, Fraction]) -> tuple[Cell, ...]:
    found = worked_out(check.formula, known)
    stated = worked_out(check.equals or check.more_than or "", known)
    holds = found == stated if check.equals else found > stated
    must = "equal to" if check.equals else "more than"
    comes_to, against = (Cell(rounded(each, 2), Show.COUNT) for each in (found, stated))
    return text(written(check.formula, known)), comes_to, text(must), against, text("yes" if holds else "no")


def _named(entry: Stated | NotKnown, parts: Mapping[str, str]) -> str:
    """What a figure is, with what it is about: `RIO, Bee Adventures: people on a trip`."""
    part = parts[entry.part]
    about = f"{part}, {entry.programme}" if entry.programme else part
    return f"{about}: {entry.title}"


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(each) for each in titles)
