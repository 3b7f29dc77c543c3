"""An attack: the least and the most that every hidden count can be, worked out from all that any report shows.

It shares no code with what hides. Every count of every scope and period is a variable; what is shown limits it, and the
sums that everybody knows are equations; a solver looks for the ends. The attacker knows the rules, and of a hidden
count of one contract and month that is no whole also whether it is hidden for being small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from services.reporting.domain.disclosure.deciding import Reason
from services.reporting.domain.disclosure.families import Family, Key, OverContracts, OverTime
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.protection import Protection

_NO_MOST = np.inf


def months_of(first: int, until: int, stands: bool) -> list[tuple[int, int]]:
    """Every period that reports have, without the code that lists them."""
    found = set()
    for month in range(first, until + 1):
        april = month - (month - 3) % 12
        found.add((month, month))
        if not stands:
            found |= {(april, month), (month - 11, month)}
            if (month - april) % 3 == 2:
                found.add((month - 2, month))
    return sorted(found)


@dataclass
class Attack:
    """Everything that is shown of a family by all exits together, as an attacker writes it down."""

    family: Family
    exits: Mapping[str, Profile]
    first: int
    until: int
    protection: Protection | None
    """None: each exit applies its profile, and hides nothing for the sake of others."""
    keys: dict[Key, int] = field(default_factory=dict)
    rows: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    hidden: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        family = self.family
        self.contracts = sorted({scope for scope, _ in family.counts if scope != "*" and "+" not in scope})
        self.names = sorted(
            {name for _, name in family.counts} | {name for each in family.sums for name in (each.whole, *each.parts)}
        )
        self.stands = family.time is OverTime.STANDS
        self.periods = months_of(self.first, self.until, self.stands)
        self.wholes = {each.whole for each in family.sums}
        for scope in (*self.contracts, "*"):
            for name in self.names:
                for months in self.periods:
                    april = months[1] - (months[1] - 3) % 12
                    if name not in family.in_year or months[0] >= april:
                        self._limit((scope, name, months))
        self._over_time()
        self._over_contracts()
        for each in family.sums:
            for scope in (*self.contracts, "*"):
                for months in self.periods:
                    parts = {(scope, part, months): 1.0 for part in each.parts}
                    self._row({**parts, (scope, each.whole, months): -1.0}, 0, 0)

    def true(self, key: Key) -> int:
        """What a count truly is."""
        scope, name, (first, last) = key
        if scope == "*" and self.family.contracts is OverContracts.ADDS:
            return sum(self.true((contract, name, (first, last))) for contract in self.contracts)
        counts = self.family.counts.get((scope, name), {})
        if self.family.time is OverTime.ADDS:
            return sum(counts.get((month, month), 0) for month in range(first, last + 1))
        return counts.get((first, last), 0)

    def _limit(self, key: Key) -> None:
        scope, name, months = key
        true, profile = self.true(key), self.exits.get(scope)
        self.keys[key] = len(self.low)
        if profile is None or name in self.family.unseen:
            low, high = 0.0, _NO_MOST
        else:
            reason = self.protection.hidden.get(key) if self.protection else None
            hides = profile.hides(true)
            leaf = scope != "*" and months[0] == months[1] and name not in self.wholes
            if hides or reason:
                self.hidden.append(key)
                assert not (hides and reason is Reason.SECONDARY)
                if (hides and leaf) or (hides and self.protection is None):
                    low, high = float(min(profile.hidden)), float(max(profile.hidden))
                else:
                    low, high = float(min(profile.hidden)), _NO_MOST
            else:
                alike = [each for each in range(true + 6) if profile.shown(each) == profile.shown(true)]
                low, high = float(min(alike)), float(max(alike))
        self.low.append(low)
        self.high.append(high)

    def _row(self, of: Mapping[Key, float], least: float, most: float) -> None:
        if not of.keys() <= self.keys.keys():
            return
        found = {self.keys[key]: by for key, by in of.items()}
        total = sum(by * self.true(key) for key, by in of.items())
        if least <= total <= most:  # What is not so is no law, and nobody can use it.
            self.rows.append(found)
            self.least.append(least)
            self.most.append(most)

    def _over_time(self) -> None:
        if self.stands:
            return
        adds = self.family.time is OverTime.ADDS
        for scope in (*self.contracts, "*"):
            for name in self.names:
                for whole in self.periods:
                    inside = [each for each in self.periods if whole[0] <= each[0] and each[1] <= whole[1]]
                    if whole[0] == whole[1]:
                        continue
                    months = {(scope, name, each): 1.0 for each in inside if each[0] == each[1]}
                    if adds:
                        self._row({**months, (scope, name, whole): -1.0}, 0, 0)
                        continue
                    for each in inside:
                        if each != whole:
                            self._row({(scope, name, whole): 1.0, (scope, name, each): -1.0}, 0, _NO_MOST)
                    self._row({**months, (scope, name, whole): -1.0}, 0, _NO_MOST)
                    for one in inside:
                        for other in inside:
                            if one[0] == whole[0] and other[1] == whole[1] and one[1] + 1 >= other[0] > one[0]:
                                shared = (other[0], one[1])
                                of = {(scope, name, one): 1.0, (scope, name, other): 1.0, (scope, name, whole): -1.0}
                                if shared[0] <= shared[1]:
                                    if shared not in self.periods:
                                        continue
                                    of[scope, name, shared] = -1.0
                                if one != whole and other != whole:
                                    self._row(of, 0, _NO_MOST)

    def _over_contracts(self) -> None:
        for name in self.names:
            for months in self.periods:
                each = {(contract, name, months): 1.0 for contract in self.contracts}
                whole = {("*", name, months): -1.0}
                if self.family.contracts is OverContracts.ADDS:
                    self._row({**each, **whole}, 0, 0)
                    continue
                self._row({**each, **whole}, 0, _NO_MOST)
                for one in each:
                    self._row({("*", name, months): 1.0, one: -1.0}, 0, _NO_MOST)

    def found(self, keys: Iterable[Key]) -> dict[Key, tuple[int, float]]:
        """The least and the most of each of these counts, in whole numbers."""
        data, across, down = [], [], []
        for number, row in enumerate(self.rows):
            for key, by in row.items():
                data.append(by)
                across.append(key)
                down.append(number)
        size = len(self.low)
        matrix = coo_matrix((data, (down, across)), shape=(len(self.rows), size)).tocsr()
        rows = LinearConstraint(matrix, np.array(self.least), np.array(self.most)) if self.rows else ()
        limits = Bounds(np.array(self.low), np.array(self.high))
        ends = {}
        for key in keys:
            aim = np.zeros(size)
            aim[self.keys[key]] = 1.0
            least = milp(aim, constraints=rows, bounds=limits, integrality=np.ones(size))
            most = milp(-aim, constraints=rows, bounds=limits, integrality=np.ones(size))
            assert least.status == 0, least.message  # The true counts are a solution.
            ends[key] = (round(least.fun), _NO_MOST if most.status != 0 else round(-most.fun))
        return ends

    def narrow(self, width: int, keys: Iterable[Key] | None = None) -> dict[Key, tuple[int, float]]:
        """Hidden counts of which more can be found out than the width allows."""
        bare = self.protection.bare if self.protection else frozenset()
        asked = [key for key in (self.hidden if keys is None else keys) if key not in bare]
        return {key: ends for key, ends in self.found(asked).items() if ends[1] - ends[0] < width}
