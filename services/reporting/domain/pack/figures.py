"""Figures for a report: read of any scope and period, treated for its audience, and written into cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.reporting.domain.disclosure.families import counts_in
from services.reporting.domain.disclosure.profiles import Profile, treated
from services.reporting.domain.metric import ORGANISATION, Figure, Metric, Unit
from services.reporting.domain.metrics.report import Asked, Shown, Tallies, as_it_is, words_in
from services.reporting.domain.pack.laws import is_inside
from services.reporting.domain.pack.model import Cell, Mark, Show
from services.reporting.domain.pack.words import in_words
from services.reporting.domain.period import Period

_SHOWS: Mapping[Unit, Show] = MappingProxyType(
    {Unit.SHARE: Show.SHARE, Unit.DAYS: Show.DAYS, Unit.HOURS: Show.HOURS, Unit.POUNDS: Show.POUNDS}
)


def stricter(shown: Shown, profile: Profile) -> Shown:
    """What is shown, without what another profile hides by itself: for readers who are to see less."""

    def both(figure: Figure, scope: str, metric: str, period: Period) -> Figure:
        if any(profile.hides(count) for count in counts_in(figure).values()):
            return treated(profile, figure, hidden=True)
        return shown(figure, scope, metric, period)

    return both


@dataclass(frozen=True, slots=True)
class Figures:
    """What was observed up to a period's end, as it was known by the end of a day."""

    tallies: Tallies
    contracts: tuple[str, ...]
    """Every contract: together they are the organisation, where each counts for itself."""
    as_at: date
    shown: Shown = as_it_is
    begins: Mapping[str, date] = field(default_factory=dict, kw_only=True)
    """First day of each scope of which it is known: of a period that was over before it, nothing can be told."""
    _read: dict[tuple[str, str, Period], Sequence[Figure]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was read already: one table asks for a figure of many rows and columns."""

    def true(self, metric: Metric, scope: str, period: Period) -> Sequence[Figure]:
        """Figures of a contract, or of all for the scope of the organisation, whoever looks."""
        key = metric.definition.id, scope, period
        if key not in self._read:
            scopes = self.contracts if scope == ORGANISATION and not metric.once else (scope,)
            words = words_in(metric, scopes, self.tallies)
            self._read[key] = tuple(metric.figures(words, period, Asked(period, self.as_at).until))
        return self._read[key]

    def of(self, metric: Metric, scope: str, period: Period) -> Mapping[str, Figure]:
        """The same by their names, as the audience may see them; nothing of a period that has not begun."""
        if period.starts_on > self.as_at:
            return {}
        what, outside = metric.definition.id, self.shown is not as_it_is
        return {
            figure.name: self.shown(figure, scope, what, period)
            for figure in self.true(metric, scope, period)
            if not (outside and is_inside((what, figure.name)))
        }

    def names(self, metric: Metric, places: Iterable[tuple[str, Period]]) -> Mapping[str, Unit]:
        """Every figure that a metric has in any of these scopes and periods, with its unit."""
        return {name: each.unit for place in places for name, each in self.of(metric, *place).items()}

    def cell(self, metric: Metric, scope: str, period: Period, name: str, unit: Unit | None = None) -> Cell:
        """One of them as a cell. `unit` is that of a figure which another scope or period has: where nothing was
        observed of it here, a count is nought, and a share, a mean or a number of days is none."""
        begins_on = self.begins.get(scope)
        if period.starts_on > self.as_at or (begins_on is not None and period.ends_on < begins_on):
            return Cell(None, Show.COUNT, Mark.NOT_AVAILABLE)
        figure = self.of(metric, scope, period).get(name)
        if figure is None:
            unit = unit or next((each.unit for each in self.true(metric, scope, period)), None)
            if unit is None:
                return Cell(None, Show.COUNT, Mark.NOT_AVAILABLE)
            figure = self.shown(_of_nothing(name, unit), scope, metric.definition.id, period)
        return cell_of(figure, f"{scope}/{metric.definition.id}/{name}/{period.label}")


def _of_nothing(name: str, unit: Unit) -> Figure:
    """A figure where nothing was observed."""
    if unit is Unit.SHARE:
        return Figure(name, unit, None, 0, 0)
    return Figure(name, unit, None, of=0) if unit in {Unit.DAYS, Unit.MEAN} else Figure(name, unit, 0)


def cell_of(figure: Figure, opens: str = "") -> Cell:
    """A figure as a cell: confidential where it is hidden, not applicable where there is none, as a share of none."""
    show = _SHOWS.get(figure.unit, Show.COUNT)
    if figure.hidden:
        return Cell(None, show, Mark.CONFIDENTIAL, opens=opens)
    if figure.value is None:
        return Cell(None, show, Mark.NOT_APPLICABLE, opens=opens)
    if show is Show.COUNT and isinstance(figure.value, float):
        show = Show.MEAN
    return Cell(figure.value, show, Mark.NONE, figure.numerator, figure.denominator, figure.of, opens)


def text(words: str) -> Cell:
    """A cell of words."""
    return Cell(words)


def row_title(metric: Metric, name: str, names: Sequence[str]) -> str:
    """What a row is about: the measure, and which of its figures unless that says the same or there is no other."""
    title = metric.definition.title
    said = len(names) == 1 or (name == names[0] and title.lower().endswith(name.lower()))
    return title if said else f"{title}: {in_words(name)}"
