"""What is hidden of all counts, for every reader of every report, and how figures are shown."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace

from services.reporting.domain.disclosure.deciding import Decided, Reason
from services.reporting.domain.disclosure.families import (
    Family,
    Key,
    Months,
    Named,
    OverTime,
    counts_in,
    periods_ending,
    public_periods_ending,
    since_april,
)
from services.reporting.domain.disclosure.lattice import decide
from services.reporting.domain.disclosure.profiles import NONE, Profile, treated
from services.reporting.domain.metric import OF_NOBODY, ORGANISATION, Figure
from services.reporting.domain.period import APRIL, Period, year_start

WIDTH = 3
"""By how much the least and the most that a reader can find out of a hidden count differ: four values or more."""


def _nothing(_named: Named) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Protection:
    """What each exit hides: a contract's report under its profile, the organisation's under its own."""

    exits: Mapping[str, Profile]
    year_starts: Mapping[str, int]
    """The month in which a contract's own year begins, where that is not April."""
    until_month: int
    """The last month that was protected. Nothing is shown of a period that begins later, or of one that reports do not
    have, such as any span of months: a hidden count would follow from it."""
    hidden: Mapping[Key, Reason]
    bare: frozenset[Key]
    """Hidden counts of which more is known than the width allows: small ones whose marks, with the noughts beside them,
    say so whatever else is shown, and large ones that are hidden for the sake of others."""
    standing: frozenset[Named]
    """Counts of what is there at the end of a period."""
    yearly: frozenset[Named]
    """Counts of what was there when the financial year of a period's last month began."""
    in_year: frozenset[Named]
    """Counts of the part of a period that lies in the financial year of its last month."""
    same: Mapping[Named, Named]
    """Counts by another name, each to the one that it is the same as."""
    known: frozenset[Named]
    public: frozenset[Named]
    """Counts that the public review tells of all contracts together: of no other is one told."""
    is_inside: Callable[[Named], bool]
    """Which counts are shown to nobody outside."""

    def is_hidden(self, scope: str, named: Named, months: Months, count: int) -> bool:
        """Whether an exit hides a count."""
        profile = self.exits.get(scope)
        if profile is None:
            return True
        if profile.name == NONE.name:
            return False
        if months[0] <= self.until_month < months[1]:
            months = (months[0], self.until_month)  # Of a period that goes on, what there is so far.
        if self.is_inside(named) or months[1] > self.until_month or months not in self._told(scope, months[1]):
            return True
        named = self.same.get(named, named)
        if scope == ORGANISATION and named not in self.public:
            return True
        if named in self.in_year:
            months = since_april(months)
        if named in self.standing:
            months = (months[1], months[1])
        if named in self.yearly:
            months = (year_start(months[1]), year_start(months[1]))
        if named not in self.known and count:
            return True
        return profile.hides(count) or (scope, named, months) in self.hidden

    def _told(self, scope: str, month: int) -> tuple[Months, ...]:
        if scope == ORGANISATION:
            return public_periods_ending(month, OverTime.ADDS)
        return periods_ending(month, self.year_starts.get(scope, APRIL))

    def shown(self, figure: Figure, scope: str, metric: str, period: Period) -> Figure:
        """A true figure of a scope, a metric and a period as the exit of the scope shows it."""
        if figure.unit in OF_NOBODY:
            return figure
        profile = self.exits.get(scope)
        if profile is None:
            return replace(figure, value=None, hidden=True, numerator=None, denominator=None, of=None)
        months = period.first, period.last
        hidden = any(self.is_hidden(scope, (metric, name), months, count) for name, count in counts_in(figure).items())
        return treated(profile, figure, hidden)


def protect(
    families: Iterable[Family],
    exits: Mapping[str, Profile],
    until_month: int,
    width: int = WIDTH,
    *,
    is_inside: Callable[[Named], bool] = _nothing,
    kept: MutableMapping[bytes, Decided] | None = None,
) -> Protection:
    """Decide what is hidden, from the first month of the counts to the last that is reported, in their order.

    `exits` says under which profile the counts of a contract, or of all (`*`), are shown. A scope without an exit is
    shown to nobody, such as people of two contracts (`one+other`): who is in both is nobody's business outside. What is
    decided of a month hangs on no later one, so that a later report hides nothing that an earlier one of the same
    counts showed. What `is_inside` says so of is shown to nobody outside. `kept` keeps decisions for the next time.
    """
    hidden: dict[Key, Reason] = {}
    bare: set[Key] = set()
    standing: set[Named] = set()
    yearly: set[Named] = set()
    in_year: set[Named] = set()
    known: set[Named] = set()
    same: dict[Named, Named] = {}
    public: set[Named] = set()
    year_starts: dict[str, int] = {}
    for family in families:
        decided = decide(family, exits, until_month, width, kept)
        hidden |= decided.hidden
        bare |= decided.bare
        names = {name for _, name in family.counts}
        known |= names
        public |= names if family.public is None else family.public
        year_starts |= family.year_starts
        same |= family.same
        in_year |= family.in_year
        if family.time is OverTime.STANDS:
            (yearly if family.yearly else standing).update(names)
    return Protection(
        exits=exits,
        year_starts=year_starts,
        until_month=until_month,
        hidden=hidden,
        bare=frozenset(bare),
        standing=frozenset(standing),
        yearly=frozenset(yearly),
        in_year=frozenset(in_year),
        same=same,
        known=frozenset(known),
        public=frozenset(public),
        is_inside=is_inside,
    )
