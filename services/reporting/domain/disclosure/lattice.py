"""The counts of a family as sums of what may be otherwise: somebody more or fewer in a contract, a month and a part.

Where everything adds up, that is all. Where somebody counts once, each count of a period may be otherwise by itself as
well, since who was there already may have been there more often: what the laws of `order` say is the limit to it.
"""

from collections.abc import Iterable, Mapping, MutableMapping
from hashlib import sha256

from services.reporting.domain.disclosure.deciding import Decided, Undecided, decide_month
from services.reporting.domain.disclosure.families import (
    Family,
    Months,
    Named,
    OverContracts,
    OverTime,
    periods_ending,
    public_periods_ending,
    since_april,
)
from services.reporting.domain.disclosure.order import Count, orders
from services.reporting.domain.disclosure.parts import Leaves, expanded
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.worlds import ANY, Law, Worlds
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.period import APRIL, year_start

_NEAR, _BACK = 24, 13
"""How many other parts, and how many months back, are tried to make up for a move."""


def decide(
    family: Family,
    exits: Mapping[str, Profile],
    until_month: int,
    width: int,
    kept: MutableMapping[bytes, Decided] | None = None,
) -> Decided:
    """What is hidden of a family, month after month: what was decided of earlier months stands. `kept` gives what was
    decided of the same counts before, and takes in what is decided now."""
    decided = Decided()
    for block in _blocks(family, until_month):
        key = _digest(family, exits, block, width) if kept is not None else b""
        found = kept.get(key) if kept is not None else None
        if found is None:
            found = _Lattice(family, exits, width, block).decided()
        if kept is not None:
            kept[key] = found
        decided.join(found)
    return decided


def _digest(family: Family, exits: Mapping[str, Profile], block: range, width: int) -> bytes:
    """Everything on which it hangs what is hidden in a part of the months."""
    counts = sorted(
        (scope, name, sorted((months, count) for months, count in of.items() if months[1] in block))
        for (scope, name), of in family.counts.items()
    )
    rules = family.time, family.contracts, family.yearly, sorted(family.year_starts.items()), width
    names = list(family.sums), sorted(family.unseen), sorted(family.in_year), sorted(family.public or ())
    public = family.public is None
    return sha256(repr((counts, rules, names, public, sorted(exits.items()), block)).encode()).digest()


def _blocks(family: Family, until_month: int) -> Iterable[range]:
    """The months with counts, in parts between which nothing holds: no report of a financial year tells of another, and
    what stands at the end of a month is a count of that month alone."""
    first = min((month for counts in family.counts.values() for month, _ in counts), default=until_month + 1)
    if family.time is not OverTime.STANDS and family.year_starts:
        return [range(first, until_month + 1)] if first <= until_month else []
    length = 1 if family.time is OverTime.STANDS else 12
    begin = first if length == 1 else year_start(first)
    return [
        range(max(first, month), min(month + length, until_month + 1))
        for month in range(begin, until_month + 1, length)
    ]


class _Lattice:
    def __init__(self, family: Family, exits: Mapping[str, Profile], width: int, months: range) -> None:
        self._family, self._exits, self._width, self._months = family, exits, width, months
        self._worlds = Worlds()
        self._contracts = sorted({scope for scope, _ in family.counts} - {ORGANISATION})
        parts = {part for each in family.sums for part in (each.whole, *each.parts)}
        self._names = sorted({name for _, name in family.counts} | parts)
        self._leaves, self._equal = expanded(family.sums, self._names)
        self._smallest = sorted({leaf for leaves in self._leaves.values() for leaf in leaves})
        self._within = {leaf: {name for name in self._names if leaf in self._leaves[name]} for leaf in self._smallest}
        self._adds = family.time in {OverTime.ADDS, OverTime.STANDS} and family.contracts is OverContracts.ADDS
        self._atoms: dict[tuple[str, Named, int], int] = {}
        self._monthly: dict[tuple[str, Named, int], dict[int, int]] = {}
        self._own: dict[Count, dict[int, int]] = {}

    def decided(self) -> Decided:
        """Every month in its order."""
        decided = Decided()
        for month in self._months:
            self._begin(month)
            if not self._adds:
                self._begin_own(month)
            self._set_near(month)
            undecided = list(self._undecided(month))
            if not self._adds:
                self._worlds.laws(list(self._orders(month)))
            is_last = month == self._months[-1]
            decide_month(self._worlds, undecided, self._width, decided, is_last=is_last)
        return decided.close(self._worlds, self._width)

    def _periods(self, scope: str, month: int) -> tuple[Months, ...]:
        """The periods of a scope's reports that end with a month."""
        if self._family.yearly or (self._family.time is OverTime.STANDS and scope != ORGANISATION):
            return ((month, month),)
        if scope == ORGANISATION:
            return public_periods_ending(month, self._family.time)
        return periods_ending(month, self._family.year_starts.get(scope, APRIL))

    def _count(self, scope: str, name: Named, months: Months) -> int:
        family = self._family
        if scope == ORGANISATION and self._adds:
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

    def _begin_own(self, month: int) -> None:
        """By what each count that ends with a month may be otherwise by itself."""
        adds = self._family.contracts is OverContracts.ADDS
        for scope in self._contracts if adds else (*self._contracts, ORGANISATION):
            for months in self._periods(scope, month):
                self._begin_period(scope, months)
        for months in self._periods(ORGANISATION, month) if adds else ():
            for name in self._names:
                every = [self._own.get((contract, name, months), {}) for contract in self._contracts]
                self._own[ORGANISATION, name, months] = {atom: by for own in every for atom, by in own.items()}

    def _begin_period(self, scope: str, months: Months) -> None:
        atoms: dict[Named, int] = {}
        for leaf in self._smallest:
            if not self._known_nought(scope, leaf, months):
                atoms[leaf] = own = self._worlds.atom(-ANY, None)
                span = range(months[0], months[1] + 1)
                self._worlds.beside[own] = [atom for month in span for atom in self._monthly_of(scope, leaf, month)]
        for name in self._names:
            if not self._is_another(name, months):
                leaves = self._leaves[name].items()
                self._own[scope, name, months] = {atoms[leaf]: by for leaf, by in leaves if leaf in atoms}
        sums = [{atoms[leaf]: by for leaf, by in each.items() if leaf in atoms} for each in self._equal]
        self._worlds.laws([(of, 0, 0, None) for of in sums if of])
        for leaf in atoms.keys() & self._family.unseen:  # Of the others, that they are no less than nought is told.
            self._worlds.laws([(self._of(scope, leaf, months), -self._count(scope, leaf, months), None, None)])

    def _monthly_of(self, scope: str, name: Named, month: int) -> Iterable[int]:
        return self._monthly.get((scope, name, month), {})

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
                for months in self._periods(scope, month):
                    near += self._own.get((scope, leaf, months), ())
            self._worlds.near(atom, [other for other in dict.fromkeys(near) if other != atom])

    def _of(self, scope: str, name: Named, months: Months) -> dict[int, int]:
        """In which atoms a count moves."""
        of = dict(self._own.get((scope, name, months), ()))
        for month in range(months[0], months[1] + 1):
            of |= self._monthly.get((scope, name, month), {})
        return of

    def _undecided(self, month: int) -> Iterable[Undecided]:
        for scope, name in [(scope, name) for scope in (*self._contracts, ORGANISATION) for name in self._names]:
            profile = self._exits.get(scope)
            if profile is None or name in self._family.unseen:
                continue
            if scope == ORGANISATION and self._family.public is not None and name not in self._family.public:
                continue
            whole = len(self._leaves[name]) > 1
            alone = scope in self._contracts and not whole
            for months in self._periods(scope, month):
                if self._is_another(name, months):
                    continue
                count, of = self._count(scope, name, months), self._of(scope, name, months)
                first = alone and months == (month, month)
                yield Undecided((scope, name, months), count, of, profile, first, whole)

    def _orders(self, month: int) -> Iterable[Law]:
        def periods(scope: str) -> Iterable[Months]:
            return self._periods(scope, month)

        for signed, equal in orders(self._family, self._names, self._contracts, periods, self._months.start):
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
