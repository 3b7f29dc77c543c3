"""The counts of a family as sums of what may be otherwise: somebody more or fewer in a contract, a month and a part.

Where everything adds up, that is all. Where somebody counts once, each count of a period may be otherwise by itself as
well, since who was there already may have been there more often: what the laws of `order` say is the limit to it.
"""

from collections.abc import Iterable, Mapping

from services.reporting.domain.disclosure.deciding import Decided, Undecided, decide_month
from services.reporting.domain.disclosure.families import (
    Family,
    Months,
    Named,
    OverContracts,
    OverTime,
    periods_ending,
    since_april,
)
from services.reporting.domain.disclosure.order import Count, orders
from services.reporting.domain.disclosure.parts import Leaves, expanded
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.worlds import ANY, Law, Worlds
from services.reporting.domain.metric import ORGANISATION

_NEAR, _BACK = 24, 13
"""How many other parts, and how many months back, are tried to make up for a move."""


def decide(family: Family, exits: Mapping[str, Profile], until_month: int, width: int) -> Decided:
    """What is hidden of a family, month after month: what was decided of earlier months stands."""
    return _Lattice(family, exits, width).decided(until_month)


class _Lattice:
    def __init__(self, family: Family, exits: Mapping[str, Profile], width: int) -> None:
        self._family, self._exits, self._width = family, exits, width
        self._worlds = Worlds()
        self._contracts = sorted({scope for scope, _ in family.counts} - {ORGANISATION})
        parts = {part for each in family.sums for part in (each.whole, *each.parts)}
        self._names = sorted({name for _, name in family.counts} | parts)
        self._leaves, self._equal = expanded(family.sums, self._names)
        self._smallest = sorted({leaf for leaves in self._leaves.values() for leaf in leaves})
        self._within = {leaf: {name for name in self._names if leaf in self._leaves[name]} for leaf in self._smallest}
        self._adds = family.time is not OverTime.ONCE and family.contracts is OverContracts.ADDS
        self._atoms: dict[tuple[str, Named, int], int] = {}
        self._monthly: dict[tuple[str, Named, int], dict[int, int]] = {}
        self._own: dict[Count, dict[int, int]] = {}
        months = [month for counts in family.counts.values() for _, month in counts]
        self._first = min(months, default=None)

    def decided(self, until_month: int) -> Decided:
        """Every month from the first of which anything is counted."""
        decided = Decided()
        if self._first is None:
            return decided
        for month in range(self._first, until_month + 1):
            periods = ((month, month),) if self._family.time is OverTime.STANDS else periods_ending(month)
            self._begin(month)
            if not self._adds:
                self._begin_own(periods)
            self._set_near(month)
            undecided = list(self._undecided(month, periods))
            if not self._adds:
                self._worlds.laws(list(self._orders(periods)))
            decide_month(self._worlds, undecided, self._width, decided)
        return decided.close(self._worlds, self._width)

    def _count(self, scope: str, name: Named, months: Months) -> int:
        family = self._family
        if scope == ORGANISATION and family.contracts is OverContracts.ADDS and family.time is not OverTime.ONCE:
            return sum(self._count(contract, name, months) for contract in self._contracts)
        counts = family.counts.get((scope, name), {})
        if family.time is OverTime.ADDS:
            return sum(counts.get((month, month), 0) for month in range(months[0], months[1] + 1))
        return counts.get(months, 0)

    def _begin(self, month: int) -> None:
        """What may be otherwise in a month, by contract and smallest part, and what holds between parts."""
        for contract in self._contracts:
            for leaf in self._smallest:
                if not self._known_nought(contract, leaf, (month, month)):
                    count = self._count(contract, leaf, (month, month))
                    self._atoms[contract, leaf, month] = self._worlds.atom(-count, None)
        for name in self._names:
            together: dict[int, int] = {}
            for contract in self._contracts:
                own = self._sum(contract, self._leaves[name], month)
                self._monthly[contract, name, month] = own
                together |= own
            self._monthly[ORGANISATION, name, month] = together
        sums = [self._sum(contract, leaves, month) for contract in self._contracts for leaves in self._equal]
        self._worlds.laws([(of, 0, 0, None) for of in sums if of])

    def _sum(self, contract: str, leaves: Leaves, month: int) -> dict[int, int]:
        atoms = ((self._atoms.get((contract, leaf, month)), by) for leaf, by in leaves.items())
        return {atom: by for atom, by in atoms if atom is not None}

    def _begin_own(self, periods: Iterable[Months]) -> None:
        """By what each count that ends with a month may be otherwise by itself."""
        adds = self._family.contracts is OverContracts.ADDS
        for months in periods:
            for scope in self._contracts if adds else (*self._contracts, ORGANISATION):
                atoms: dict[Named, int] = {}
                for leaf in self._smallest:
                    if not self._known_nought(scope, leaf, months):
                        atoms[leaf] = self._worlds.atom(-ANY, None)
                for name in self._names:
                    if self._is_another(name, months):
                        continue
                    leaves = self._leaves[name].items()
                    self._own[scope, name, months] = {atoms[leaf]: by for leaf, by in leaves if leaf in atoms}
                sums = [{atoms[leaf]: by for leaf, by in each.items() if leaf in atoms} for each in self._equal]
                self._worlds.laws([(of, 0, 0, None) for of in sums if of])
            if adds:
                for name in self._names:
                    every = [self._own.get((contract, name, months), {}) for contract in self._contracts]
                    self._own[ORGANISATION, name, months] = {atom: by for own in every for atom, by in own.items()}

    def _is_another(self, name: Named, months: Months) -> bool:
        """Whether the count of a period is that of the year to date."""
        return name in self._family.in_year and since_april(months) != months

    def _known_nought(self, scope: str, leaf: Named, months: Months) -> bool:
        """A nought that is shown is known to everybody, and with it all that it holds."""
        profile = self._exits.get(scope)
        if profile is None or profile.hides(0):
            return False
        return any(self._count(scope, name, months) == 0 for name in self._within[leaf] - self._family.unseen)

    def _set_near(self, month: int) -> None:
        """To make up for a move: other parts of the month, other months of the part, other contracts, itself longer."""
        here = [(key, atom) for key, atom in self._atoms.items() if key[2] == month]
        by_contract: dict[str, list[int]] = {}
        by_part: dict[Named, list[int]] = {}
        for (contract, leaf, _), atom in here:
            by_contract.setdefault(contract, []).append(atom)
            by_part.setdefault(leaf, []).append(atom)
        for (contract, leaf, _), atom in here:
            near = [*by_contract[contract][:_NEAR], *by_part[leaf]]
            before = (self._atoms.get((contract, leaf, month - back)) for back in range(1, _BACK))
            near += [other for other in before if other is not None]
            for scope in (contract, ORGANISATION):
                for months in periods_ending(month):
                    near += self._own.get((scope, leaf, months), ())
            self._worlds.near(atom, [other for other in dict.fromkeys(near) if other != atom])

    def _of(self, scope: str, name: Named, months: Months) -> dict[int, int]:
        """In which atoms a count moves."""
        of = dict(self._own.get((scope, name, months), ()))
        for month in range(months[0], months[1] + 1):
            of |= self._monthly.get((scope, name, month), {})
        return of

    def _undecided(self, month: int, periods: Iterable[Months]) -> Iterable[Undecided]:
        for scope, name in [(scope, name) for scope in (*self._contracts, ORGANISATION) for name in self._names]:
            profile = self._exits.get(scope)
            if profile is None or name in self._family.unseen:
                continue
            whole = len(self._leaves[name]) > 1
            alone = scope in self._contracts and not whole
            for months in periods:
                if self._is_another(name, months):
                    continue
                count, of = self._count(scope, name, months), self._of(scope, name, months)
                first = alone and months == (month, month)
                yield Undecided((scope, name, months), count, of, profile, first, 0 if whole else 1)

    def _orders(self, periods: Iterable[Months]) -> Iterable[Law]:
        first = self._first or 0
        for signed, equal in orders(self._family, self._names, self._contracts, periods, first):
            if any(self._is_another(name, months) for _, _, name, months in signed):
                continue
            true, of = 0, dict[int, int]()
            for sign, scope, name, months in signed:
                true += sign * self._count(scope, name, months)
                for atom, by in self._of(scope, name, months).items():
                    of[atom] = of.get(atom, 0) + sign * by
            of = {atom: by for atom, by in of.items() if by}
            if of and true >= 0:  # What is not so is no law, and nobody can use it.
                # Smallest parts follow from shorter periods and from contracts; wholes follow from their parts.
                last = max(of) if all(len(self._leaves[name]) == 1 for _, _, name, _ in signed) else None
                yield of, -true, 0 if equal and true == 0 else None, last
