"""Which counts that end with a month are shown: one after the other, each only if no hidden one is told by it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from services.reporting.domain.disclosure.families import Key
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.worlds import Coefficients, Worlds
from services.reporting.domain.metric import ORGANISATION

_FAR = 32
"""How far above the least a hidden count is when no world could bring it there."""


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
    """Hidden counts that are known all the same, from noughts that other reports show, or for which no proof of the
    contrary was found."""
    guarded: list[tuple[Key, Coefficients]] = field(default_factory=list)

    def close(self, worlds: Worlds, width: int) -> "Decided":
        """Look once more at what was hidden when all is decided."""
        self.bare |= {key for key, of in self.guarded if worlds.bare(of, width)}
        return self


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
    depth: int
    """0 for a whole, 1 for a part."""


def decide_month(worlds: Worlds, undecided: Iterable[Undecided], width: int, decided: Decided) -> None:
    """Hide the small ones, then show the others in an order that follows from what they are worth to a reader."""
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
    first_of: dict[tuple[str, int, frozenset[tuple[int, int]]], Key | None] = {}
    for one in sorted(open_counts, key=lambda each: (_rank(each), each.key)):
        # A year to date in the first year is the twelve months too: what was decided of one holds for the other.
        same = one.profile.name, one.count, frozenset(one.of.items())
        if same not in first_of:
            low, high = one.profile.told(one.count)
            shown = worlds.row(one.of, low - one.count, high - one.count)
            first_of[same] = None if shown else one.key
            if not shown:
                _hide(worlds, one, width, decided)
        if (alike := first_of[same]) is not None:
            decided.hidden[one.key] = Reason.SECONDARY
            if alike in decided.bare:
                decided.bare.add(one.key)


def _hide(worlds: Worlds, one: Undecided, width: int, decided: Decided) -> None:
    if one.alone and one.profile.hides(one.count):
        low, high = one.profile.of_small()
        worlds.laws([(one.of, low - one.count, high - one.count, None)])
    elif one.count - one.profile.floor < _FAR:
        worlds.laws([(one.of, one.profile.floor - one.count, None, None)])
    decided.guarded.append((one.key, one.of))
    if not worlds.guard(one.of, width):
        decided.bare.add(one.key)


def _rank(one: Undecided) -> tuple[int, ...]:
    """What is shown first. Of counts that are rounded, months and parts come before what they add up
    to, since the whole is hidden rather than several parts. Of counts that are not, wholes come first and then the
    largest parts: so the next smallest is hidden beside a hidden one."""
    first, last = one.key[2]
    months = last - first + 1
    twelve = 1 if months == 12 and last % 12 != 2 else 0
    if one.profile.rounds:
        return (1, 1 if one.key[0] == ORGANISATION else 0, twelve * 100 + months, -one.depth, -one.count)
    return (2, 0 if one.key[0] == ORGANISATION else 1, twelve * 100 - months, one.depth, -one.count)
