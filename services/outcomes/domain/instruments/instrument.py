"""What a questionnaire is: numbered items, a rule for what is left out, and a way to a score. No text of any item."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """What follows from an item that was left out."""

    REFUSED = "refused"
    """Nothing is recorded: the questionnaire is filled in by the team, who can look again."""
    NO_SCORE = "no-score"
    """It is recorded without a score: nobody is made to answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item by its number in the questionnaire, and the whole numbers that may answer it."""

    number: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a number may lie, and in which steps."""

    lowest: int
    highest: int
    step: int = 1

    def __contains__(self, value: int) -> bool:
        return self.lowest <= value <= self.highest and (value - self.lowest) % self.step == 0


@dataclass(frozen=True, slots=True)
class CutOff:
    """A score from which on something is said of whoever has it, and who says so."""

    at_in_hundredths: int
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a complete set of answers comes to."""

    score_in_hundredths: int | None = None
    profile: str | None = None
    """The answers one after another, where they are read as such and not added up."""


Answers = Sequence[int | None]
"""An answer for each item in the order of their numbers; None where one was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One questionnaire. Its version is raised when the same answers come to another score than before."""

    id: str
    version: int
    title: str
    items: tuple[Item, ...] = ()
    """Empty where the licence allows no more than to keep a score that was made elsewhere."""
    missing: Missing = Missing.NO_SCORE
    scoring: Callable[[Sequence[int]], Result] | None = None
    """From a complete set of answers, each in its range, to what they come to; None where there are no items."""
    score_in_hundredths: Range | None = None
    """Where a score lies; None where answers are not added up."""
    scale: Range | None = None
    """A visual analogue scale that is filled in beside the items; None where there is none."""
    higher_is_better: bool
    """Of the score, and of the scale where there is no score."""
    reliable_change_in_hundredths: int | None = None
    """The least change that is more than the error of measurement; None where no source says one."""
    cut_offs: tuple[CutOff, ...] = ()
    source: str
    """Where range, scoring and rules are known from, with marks: [V] verified, [2] second hand, [?] not, [R] ours."""
    licence: str
    """What its owner allows. The text of items is never part of this program, whatever is allowed."""

    @property
    def score_only(self) -> bool:
        """Whether a score is kept and no answers."""
        return not self.items

    def result(self, answers: Answers) -> Result:
        """What the answers come to; nothing while one is left out or outside its range."""
        given = [answer for answer in answers if answer is not None]
        if self.scoring is None or len(given) != len(answers) or len(given) != len(self.items):
            return Result()
        if any(not item.lowest <= answer <= item.highest for item, answer in zip(self.items, given, strict=True)):
            return Result()
        return self.scoring(given)


def alike(count: int, lowest: int, highest: int) -> tuple[Item, ...]:
    """Items 1 to `count` with one range."""
    return tuple(Item(number, lowest, highest) for number in range(1, count + 1))


def added_up(answers: Sequence[int]) -> Result:
    """The sum of the answers as the score."""
    return Result(score_in_hundredths=100 * sum(answers))
