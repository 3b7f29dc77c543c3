"""What a contract's terms may say about plans, questionnaires, outcomes and training."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.outcomes.domain.instruments.catalogue import INSTRUMENTS

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""How a coded word is spelt: it can be read aloud, put in a file name, and holds no sentence."""
ENTERED_IN_ERROR = "entered-in-error"
"""Reason of a withdrawal of what never happened; the terms of every contract must have it."""
WAYS = ("connect", "be-active", "take-notice", "keep-learning", "give")
"""The Five Ways to Wellbeing."""


class Counted(StrEnum):
    """What of a hard outcome is counted."""

    PERSONS = "persons"
    INSTANCES = "instances"


@dataclass(frozen=True, slots=True, kw_only=True)
class HardOutcomeTerms:
    """How one kind of hard outcome is counted and who may know of it."""

    counted: Counted
    cap_per_year: int | None = None
    """How often at most for one person in a financial year; None without limit."""
    custody: bool = False
    """Whether it tells of offending, release or custody: criminal-offence data, permitted apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is set for one course of training."""

    accredited: bool
    ways: tuple[str, ...] = ("keep-learning",)
    """Which of the Five Ways it hits."""


UNKNOWN_OUTCOME = HardOutcomeTerms(counted=Counted.INSTANCES)
"""Stands for a kind that the terms do not name, which is a fault of its own."""
UNKNOWN_COURSE = Course(accredited=False, ways=())
"""Stands for a course that the terms do not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesTerms:
    """The section `[outcomes]` of a contract's terms."""

    goal_areas: tuple[str, ...]
    """Areas of life in which goals are agreed."""
    plan_close_reasons: tuple[str, ...]
    """Why a plan ended, if not because its referral did."""
    correction_reasons: tuple[str, ...]
    """Why something was corrected or withdrawn."""
    programmes: tuple[str, ...]
    """Programmes inside the contract, as the section of sessions names them."""
    instruments: tuple[str, ...]
    """Questionnaires that the contract uses."""
    hard_outcomes: Mapping[str, HardOutcomeTerms]
    """Kinds of hard outcomes."""
    evidence: tuple[str, ...]
    """What a hard outcome may be evidenced by."""
    soft_outcome_areas: Mapping[str, tuple[str, ...]]
    """Areas of life in which people report changes, and which of the Five Ways a change there hits."""
    soft_outcome_sources: tuple[str, ...]
    """How a change came to be known."""
    ways_version: int
    """Version of the Five Ways of areas and courses; raised when one is changed."""
    courses: Mapping[str, Course]
    """Courses of training."""
    days_to_review: int | None = None
    """Days from agreement or review to the next review of a plan; None where the day is said each time or left open."""
    plan_together: bool = False
    """Whether plans are written together with the person; one that was not needs an exception."""
    plan_exception_reasons: tuple[str, ...] = ()
    """Why a plan may be agreed without the person."""

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))

    def hard_outcome(self, kind: str) -> HardOutcomeTerms:
        """What is set for a kind of hard outcome."""
        return self.hard_outcomes.get(kind, UNKNOWN_OUTCOME)

    def course(self, code: str) -> Course:
        """What is set for a course."""
        return self.courses.get(code, UNKNOWN_COURSE)


def _faults(terms: OutcomesTerms) -> Iterator[str]:
    for name in _CODE_LISTS:
        yield from _code_list(name, getattr(terms, name))
    yield from _repeated("plan_exception_reasons", terms.plan_exception_reasons)
    if ENTERED_IN_ERROR not in terms.correction_reasons:
        yield f"correction_reasons: lacks {ENTERED_IN_ERROR}"
    yield from _plan_faults(terms)
    yield from _instrument_faults(terms)
    yield from _outcome_faults(terms)
    yield from _ways_faults(terms)


def _plan_faults(terms: OutcomesTerms) -> Iterator[str]:
    if terms.days_to_review is not None and terms.days_to_review < 1:
        yield f"days_to_review: {terms.days_to_review} is less than 1"
    if terms.plan_together and not terms.plan_exception_reasons:
        yield "plan_exception_reasons: is empty, and plan_together needs one"


def _instrument_faults(terms: OutcomesTerms) -> Iterator[str]:
    for name in ("instruments", "evidence", "soft_outcome_sources"):
        yield from _repeated(name, getattr(terms, name))
    for instrument in terms.instruments:
        if instrument not in INSTRUMENTS:
            yield f"instruments: {instrument} is none of {', '.join(INSTRUMENTS)}"


def _outcome_faults(terms: OutcomesTerms) -> Iterator[str]:
    yield from _repeated("hard_outcomes", tuple(terms.hard_outcomes))
    for kind, told in terms.hard_outcomes.items():
        if told.cap_per_year is not None and told.cap_per_year < 1:
            yield f"hard_outcomes.{kind}.cap_per_year: {told.cap_per_year} is less than 1"
    if terms.hard_outcomes and not terms.evidence:
        yield "evidence: is empty, and hard outcomes need it"
    if terms.soft_outcome_areas and not terms.soft_outcome_sources:
        yield "soft_outcome_sources: is empty, and soft outcomes need one"


def _ways_faults(terms: OutcomesTerms) -> Iterator[str]:
    yield from _repeated("soft_outcome_areas", tuple(terms.soft_outcome_areas))
    yield from _repeated("courses", tuple(terms.courses))
    hit = {f"soft_outcome_areas.{area}": ways for area, ways in terms.soft_outcome_areas.items()}
    hit |= {f"courses.{code}.ways": course.ways for code, course in terms.courses.items()}
    for name, ways in hit.items():
        yield from _repeated(name, ways)
        for way in ways:
            if way not in WAYS:
                yield f"{name}: {way} is none of the Five Ways ({', '.join(WAYS)})"
    if terms.ways_version < 1:
        yield f"ways_version: {terms.ways_version} is less than 1"


def _code_list(name: str, codes: Sequence[str]) -> Iterator[str]:
    if not codes:
        yield f"{name}: is empty"
    yield from _repeated(name, codes)


def _repeated(name: str, codes: Sequence[str]) -> Iterator[str]:
    for code, count in Counter(codes).items():
        if not CODE.fullmatch(code):
            yield f"{name}: {code!r} is not a coded word"
        if count > 1:
            yield f"{name}: {code} is named {count} times"


_CODE_LISTS = (
    "goal_areas",
    "plan_close_reasons",
    "correction_reasons",
    "programmes",
)
