"""Which counts that end with a month are shown: one after the other, each only if no hidden one is told by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from services.reporting.domain.disclosure.ends import Ends, Limit, Sought
from services.reporting.domain.disclosure.families import Key
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.worlds import Coefficients, Worlds
from services.reporting.domain.metric import ORGANISATION

_FAR = 32
"""How far above the least a hidden count is when no world could bring it there."""
_Same = tuple[str, int, frozenset[tuple[int, int]]]
"""What counts have in common that say the same: profile, count and atoms."""


class Reason(StrEnum):
    """Why a count is hidden. No reader is told which."""

    PRIMARY = "primary"
    """It is small."""
    SECONDARY = "secondary"
    """A small one would follow from it."""


@dataclass(slots=True)
class Decided:
    """What is hidden of a family, and why."""

    hidden: dict[Key, Reason] = field(default_factory=dict)
    bare: set[Key] = field(default_factory=set)
    """Hidden counts of which more is known than the width allows whatever numbers are shown: from marks and noughts."""
    guarded: list[tuple[Key, Coefficients]] = field(default_factory=list)
    years: list[Limit] = field(default_factory=list)
    """What is shown of whole years."""

    def join(self, other: "Decided") -> None:
        """Take in what was decided of other months."""
        self.hidden |= other.hidden
        self.bare |= other.bare

    def close(self, worlds: Worlds, width: int) -> "Decided":
        """Look once more at what was hidden when all is decided: what no world was found for, a solver looks at."""
        keeping = worlds.keeping(self.years)
        sums = {key: Sought(of) for key, of in self.guarded if worlds.bare(of, width, keeping)}
        if sums:
            ends = Ends(worlds.low, worlds.high, [*worlds.limits(), *self.years], worlds.beside)
            ends.narrow(list(sums.values()), width)
        bare = {key for key, one in sums.items() if not one.is_wide(width)}
        return Decided(self.hidden, bare)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A count that ends with the month: a sum of atoms, and under which profile it would be shown."""

    key: Key
    count: int
    of: Coefficients
    """In which atoms it moves; none where everybody knows that it is nought."""
    profile: Profile
    alone: bool
    """Whether it is a contract's count of one month that is no whole: small or not follows from the mark on it."""
    is_whole: bool

    @property
    def same(self) -> _Same:
        """What it has in common with a count that says the same."""
        return self.profile.name, self.count, frozenset(self.of.items())

    @property
    def is_of_a_year(self) -> bool:
        """Whether it is of a whole financial year, or of all contracts."""
        first, last = self.key[2]
        return self.key[0] == ORGANISATION or (last - first == 11 and last % 12 == 2)

    def if_shown(self) -> Limit:
        """By how much it may differ when it is shown."""
        low, high = self.profile.told(self.count)
        return self.of, low - self.count, high - self.count

    def if_hidden(self) -> Limit:
        """By how much it may differ when it is hidden."""
        if self.alone and self.profile.hides(self.count):
            low, high = self.profile.of_small()
            return self.of, low - self.count, high - self.count
        least = self.profile.floor - self.count
        return self.of, least if least > -_FAR else -inf, inf


def decide_month(
    worlds: Worlds, undecided: Iterable[Undecided], width: int, decided: Decided, *, is_last: bool
) -> None:
    """Hide the small ones, then show the others in an order that follows from what they are worth to a reader. After
    the last month nothing is shown any more that hangs together with these counts."""
    each = list(undecided)
    # A nought that is shown is never hidden for the sake of others: a mark in its place would say that it is none.
    worlds.laws([(one.of, 0, 0, None) for one in each if one.of and one.count == 0 and not one.profile.hides(0)])
    open_counts: list[Undecided] = []
    for one in each:
        if one.profile.hides(one.count):
            decided.hidden[one.key] = Reason.PRIMARY
            _hide(worlds, one, width, decided)
        elif one.count:
            open_counts.append(one)
    open_counts.sort(key=lambda one: (_rank(one), one.key))
    shown: dict[_Same, bool] = {}
    for one in open_counts:
        if one.is_of_a_year:
            continue
        if one.same not in shown:
            of, least, most = one.if_shown()
            shown[one.same] = worlds.row(of, int(least), int(most))
            if not shown[one.same]:
                _hide(worlds, one, width, decided)
        elif not shown[one.same]:
            decided.guarded.append((one.key, one.of))
        if not shown[one.same]:
            decided.hidden[one.key] = Reason.SECONDARY
    before = len(decided.years)
    _close_years(worlds, [one for one in open_counts if one.is_of_a_year], width, decided)
    if not is_last:
        worlds.laws([(of, int(least), int(most), None) for of, least, most in decided.years[before:]])


def _close_years(worlds: Worlds, years: Sequence[Undecided], width: int, decided: Decided) -> None:
    """Show of the counts of a whole year as many as can be: of those that keep a hidden one narrow, what is worth least
    is hidden, until none is."""
    by_sum: dict[_Same, list[Undecided]] = {}
    for one in years:
        by_sum.setdefault(one.same, []).append(one)
    asked = [alike[0] for alike in by_sum.values()]
    if not asked:
        return
    limits = worlds.limits()
    first, last = len(limits), len(limits) + len(asked)
    limits += [one.if_shown() for one in asked] + [one.if_hidden() for one in asked]
    ends = Ends(worlds.low, worlds.high, limits, worlds.beside)
    # What is narrow whatever is shown of the year is no reason to hide any of it.
    unsettled = [Sought(of) for _, of in decided.guarded if worlds.bare(of, width)]
    ends.narrow(unsettled, width, without=range(first, len(limits)))
    known = {id(one.of) for one in unsettled if not one.is_wide(width)}
    keeping = worlds.keeping(limits[first:])
    asked_of = [of for _, of in decided.guarded if id(of) not in known and worlds.bare(of, width, keeping)]
    narrow = ends.widen([Sought(of) for of in asked_of], width)
    hidden: set[int] = set()
    while narrow:
        sought, *narrow = narrow
        while stops := ends.stopped_by(sought, width, range(first, last), narrow):
            least = max(stops)
            ends.leave_out(least)
            hidden.add(least - first)
            narrow.append(Sought(asked[least - first].of))
        narrow = [each for each in narrow if not each.is_wide(width)]
    for number, one in enumerate(asked):
        if number in hidden:
            _hide(worlds, one, width, decided)
            decided.guarded += [(alike.key, alike.of) for alike in by_sum[one.same][1:]]
            decided.hidden |= dict.fromkeys((each.key for each in by_sum[one.same]), Reason.SECONDARY)
        else:
            decided.years.append(one.if_shown())


def _hide(worlds: Worlds, one: Undecided, width: int, decided: Decided) -> None:
    of, least, most = one.if_hidden()
    if least > -inf:
        worlds.laws([(of, int(least), None if most == inf else int(most), None)])
    decided.guarded.append((one.key, one.of))
    worlds.guard(one.of, width)


def _rank(one: Undecided) -> tuple[int, ...]:
    """What is shown first. Of all contracts before of one. Of counts that are rounded, months and parts come before
    what they add up to, since the whole is hidden rather than several parts. Of counts that are not, wholes come first
    and then the largest parts: so the next smallest is hidden beside a hidden one."""
    first, last = one.key[2]
    months, depth = last - first + 1, 0 if one.is_whole else 1
    if one.key[0] == ORGANISATION:
        return (0, depth, -one.count)
    if one.profile.rounds:
        return (1, months, -depth, -one.count)
    return (2, -months, depth, -one.count)
