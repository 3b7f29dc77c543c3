"""Disclosure profiles: which counts are small, how others are shown, and what a reader can tell from what is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from services.reporting.domain.metric import OF_NOBODY, Figure, Unit

Treat = Callable[[Figure], Figure]
"""A figure as it may be shown."""
Interval = tuple[int, int | None]
"""The least and the most that a count can be; no most where nothing limits it."""

_NEAREST = 5
"""Counts are rounded to its multiples. Whole numbers have no ties at 5."""
_MANY = 4000
"""Rounded denominator from which a profile that says so shows shares with one decimal."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How small numbers are treated for a reader outside the team. The data of a rule; `shown` applies it."""

    name: str
    hidden: range
    """Counts that are hidden for what they are."""
    rounds: bool
    """Whether other counts are shown to the nearest 5, or exactly."""
    least: int
    """How many a mean or a median must be of to be shown."""
    decimals_of_many: bool = False
    """Whether a share of 4,000 or more is shown with one decimal."""
    hidden_elsewhere: range = range(0)
    """Counts that another report of the same scope hides, so that a reader of both can tell them from others."""

    def hides(self, count: int) -> bool:
        """Whether a count is a small number."""
        return count in self.hidden

    def shown(self, count: int | None) -> int | None:
        """A count as it is shown; None for a small one, and for none."""
        if count is None or count in self.hidden:
            return None
        return (count + _NEAREST // 2) // _NEAREST * _NEAREST if self.rounds else count

    @property
    def floor(self) -> int:
        """The least that a count can be which is hidden for whatever reason."""
        return min(self.hidden, default=0)

    def told(self, count: int) -> tuple[int, int]:
        """The least and the most that a reader must think possible of a count that is shown."""
        if not self.rounds:
            return count, count
        shown = (count + _NEAREST // 2) // _NEAREST * _NEAREST
        elsewhere = count in self.hidden_elsewhere
        possible = [
            each
            for each in range(max(0, shown - 2), shown + 3)
            if each not in self.hidden and (each in self.hidden_elsewhere) == elsewhere
        ]
        return min(possible), max(possible)

    def of_small(self) -> tuple[int, int]:
        """The least and the most that a reader must think possible of a small number."""
        return min(self.hidden), max(self.hidden)


NONE = Profile("none", range(0), rounds=False, least=0)
"""True values: for the contract's own team and for management."""
HES = Profile("hes", range(1, 8), rounds=True, least=8, decimals_of_many=True)
"""Hospital Episode Statistics below the national level, as NHS England publishes them since September 2018."""
MHSDS = Profile("mhsds", range(5), rounds=True, least=8)
"""Mental Health Services monthly statistics below England: `count_suppression` of their code, nought included."""
NDTMS = Profile("ndtms", range(5), rounds=False, least=8)
"""National Drug Treatment Monitoring System: a cell below 5."""
MODEL_HOSPITAL = Profile("model_hospital", range(7), rounds=False, least=8)
"""Model Hospital: a cell below 7."""
STRICT10 = Profile("strict10", range(10), rounds=False, least=10)
"""UK Longitudinal Linkage Collaboration: below 10, nought included; means and medians of 10 or more."""

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {each.name: each for each in (NONE, HES, MHSDS, NDTMS, MODEL_HOSPITAL, STRICT10)}
)
"""Every profile by its name, as terms and reports name it."""


def beside(profile: Profile, stricter: Profile) -> Profile:
    """A profile for a scope of which another report hides more by itself: which of the counts that are rounded alike it
    hides tells them apart."""
    return replace(profile, hidden_elsewhere=stricter.hidden)


def treated(profile: Profile, figure: Figure, hidden: bool = False) -> Figure:
    """A figure under a profile, by itself; `hidden` says that one of its counts is hidden for the sake of others.

    A share is made from its counts as they are shown, so that it tells nothing that they do not; it is hidden if its
    numerator, its denominator or what is between them is. So is a mean, which is made from its shown sum. A number of
    days is shown if enough had one. What is about no individual, such as sessions and hours, is shown as it is.
    """
    if profile.name == NONE.name or figure.unit in OF_NOBODY:
        return figure
    if figure.unit is Unit.SHARE:
        return _share(profile, figure, hidden)
    if figure.unit is Unit.MEAN and figure.of is None:
        return _mean(profile, figure, hidden)
    if figure.unit in {Unit.DAYS, Unit.MEAN}:
        of = figure.of or 0
        if hidden or profile.hides(of) or 0 < of < profile.least:
            return replace(figure, value=None, hidden=True, of=None)
        return replace(figure, of=profile.shown(of))
    if figure.value is None:
        return figure
    shown = None if hidden else profile.shown(int(figure.value))
    return replace(figure, value=shown, hidden=shown is None)


def _share(profile: Profile, figure: Figure, hidden: bool) -> Figure:
    numerator, denominator = figure.numerator or 0, figure.denominator or 0
    if hidden or any(profile.hides(each) for each in (numerator, denominator, denominator - numerator)):
        return replace(figure, value=None, hidden=True, numerator=None, denominator=None)
    part, whole = profile.shown(numerator) or 0, profile.shown(denominator) or 0
    digits = 3 if profile.decimals_of_many and whole >= _MANY else 2
    # Two counts that are rounded apart may leave more in the part than in the whole.
    value = round(min(part / whole, 1.0), digits) if whole else None
    return replace(figure, value=value, numerator=part, denominator=whole)


def _mean(profile: Profile, figure: Figure, hidden: bool) -> Figure:
    """A sum over what is about no individual, such as sessions."""
    total = None if hidden else profile.shown(figure.numerator or 0)
    if total is None:
        return replace(figure, value=None, hidden=True, numerator=None)
    return replace(figure, value=round(total / figure.denominator, 2) if figure.denominator else None, numerator=total)


def pounds(profile: Profile, count: int, unit: float, hidden: bool = False) -> float | None:
    """The value of a count at so many pounds each, made from the count as it is shown; None where that is hidden."""
    shown = None if hidden else profile.shown(count)
    return None if shown is None else shown * unit


def true_values(figure: Figure) -> Figure:
    """Nothing hidden: for the contract's own team and for management."""
    return figure


def hes(figure: Figure) -> Figure:
    """One figure by itself under the profile of Hospital Episode Statistics, nothing hidden for the sake of others."""
    return treated(HES, figure)
