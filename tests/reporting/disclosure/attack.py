"""An attack: the least and the most that hidden counts can be, worked out from all that any report shows.

It shares no code with what hides. Every count that a report tells or hides is a variable; what is shown limits it, and
what everybody knows to hold between counts are further rows; a solver looks for the ends. The attacker has every report
of a family's contracts and the public review, knows the rules, and of a hidden count of one contract and month that is
no whole also whether it is hidden for being small.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from services.reporting.domain.disclosure.deciding import Reason
from services.reporting.domain.disclosure.families import Family, Key, OverContracts, OverTime
from services.reporting.domain.disclosure.profiles import Profile
from services.reporting.domain.disclosure.protection import Protection

_NO_MOST = np.inf
_FAR = 100.0
"""How far from the truth the attacker looks: whoever can be that far away is safe."""
_EXACT = 1e-6


def april_before(month: int) -> int:
    """The April in which the financial year of a month began."""
    return month - (month - 3) % 12


def periods_of(first: int, until: int, stands: bool) -> list[tuple[int, int]]:
    """Every period that commissioners' reports have, without the code that lists them."""
    found = set()
    for month in range(first, until + 1):
        april = april_before(month)
        found.add((month, month))
        if not stands:
            found.add((april, month))
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
        self.periods = periods_of(self.first, self.until, self.stands)
        self.wholes = {each.whole for each in family.sums}
        for scope in (*self.contracts, "*"):
            for name in self.names:
                for months in self._periods(scope):
                    if name not in family.in_year or months[0] >= april_before(months[1]):
                        self._limit((scope, name, months))
        if family.time in {OverTime.ADDS, OverTime.ONCE}:
            for contract in self.contracts:
                for name in self.names:
                    self._over_time(contract, name)
        if family.contracts is not OverContracts.APART:
            self._over_contracts()
        for each in family.sums:
            for scope in (*self.contracts, "*"):
                for months in self._periods(scope):
                    parts = {(scope, part, months): 1.0 for part in each.parts}
                    self._row({**parts, (scope, each.whole, months): -1.0}, 0, 0)

    def _periods(self, scope: str) -> Sequence[tuple[int, int]]:
        if scope != "*" or self.family.yearly:
            return self.periods
        length = 0 if self.stands else 11
        return [(first, last) for first, last in self.periods if last % 12 == 2 and last - first == length]

    def true(self, key: Key) -> int:
        """What a count truly is."""
        scope, name, (first, last) = key
        together = self.family.contracts is OverContracts.ADDS and (scope, name) not in self.family.counts
        if scope == "*" and together:
            return sum(self.true((contract, name, (first, last))) for contract in self.contracts)
        counts = self.family.counts.get((scope, name), {})
        if self.family.time is OverTime.ADDS:
            return sum(counts.get((month, month), 0) for month in range(first, last + 1))
        return counts.get((first, last), 0)

    def _is_told(self, scope: str, name: tuple[str, str]) -> bool:
        if self.exits.get(scope) is None or name in self.family.unseen:
            return False
        return scope != "*" or self.family.public is None or name in self.family.public

    def _limit(self, key: Key) -> None:
        scope, name, months = key
        true = self.true(key)
        self.keys[key] = len(self.low)
        low, high = 0.0, _NO_MOST
        if self._is_told(scope, name):
            profile = self.exits[scope]
            reason = self.protection.hidden.get(key) if self.protection else None
            hides = profile.hides(true)
            leaf = scope != "*" and months[0] == months[1] and name not in self.wholes
            if hides or reason:
                self.hidden.append(key)
                assert not (hides and reason is Reason.SECONDARY)
                low = float(min(profile.hidden))
                if hides and (leaf or self.protection is None):
                    high = float(max(profile.hidden))
            else:
                alike = [
                    each for each in range(max(0, true - 6), true + 7) if profile.shown(each) == profile.shown(true)
                ]
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

    def _over_time(self, scope: str, name: tuple[str, str]) -> None:
        for whole in self.periods:
            inside = [each for each in self.periods if whole[0] <= each[0] and each[1] <= whole[1] and each != whole]
            months = {(scope, name, each): 1.0 for each in inside if each[0] == each[1]}
            if whole[0] == whole[1]:
                continue
            if self.family.time is OverTime.ADDS:
                self._row({**months, (scope, name, whole): -1.0}, 0, 0)
                continue
            self._row({**months, (scope, name, whole): -1.0}, 0, _NO_MOST)
            for each in inside:
                self._row({(scope, name, whole): 1.0, (scope, name, each): -1.0}, 0, _NO_MOST)
                for other in inside:
                    if each[0] == whole[0] and other[1] == whole[1] and each[1] + 1 >= other[0] > each[0]:
                        of = {(scope, name, each): 1.0, (scope, name, other): 1.0, (scope, name, whole): -1.0}
                        if other[0] <= each[1]:
                            of[scope, name, (other[0], each[1])] = -1.0
                        self._row(of, 0, _NO_MOST)

    def _over_contracts(self) -> None:
        for name in self.names:
            for months in self._periods("*"):
                each = {(contract, name, months): 1.0 for contract in self.contracts}
                whole = {("*", name, months): -1.0}
                if self.family.contracts is OverContracts.ADDS:
                    self._row({**each, **whole}, 0, 0)
                    continue
                self._row({**each, **whole}, 0, _NO_MOST)
                for one in each:
                    self._row({("*", name, months): 1.0, one: -1.0}, 0, _NO_MOST)

    def found(self, keys: Iterable[Key], *, whole: bool = True) -> dict[Key, tuple[int, float]]:
        """The least and the most of each of these counts, in whole numbers, or by linear bounds."""
        system = self._system()
        ends = {}
        for key in keys:
            aim = np.zeros(len(self.low))
            aim[self.keys[key]] = 1.0
            least, most = (milp(way * aim, integrality=np.full(len(aim), int(whole)), **system) for way in (1.0, -1.0))
            assert least.status == 0, least.message  # The true counts are a solution.
            unlimited = most.status != 0
            ends[key] = (
                int(np.ceil(least.fun - _EXACT)),
                _NO_MOST if unlimited else int(np.floor(-most.fun + _EXACT)),
            )
        return ends

    def _system(self) -> dict[str, Any]:
        entries = [(row, key, by) for row, of in enumerate(self.rows) for key, by in of.items()]
        limits: dict[str, Any] = {"bounds": Bounds(np.array(self.low), np.array(self.high))}
        if entries:
            down, across, data = zip(*entries, strict=True)
            matrix = coo_matrix((data, (down, across)), shape=(len(self.rows), len(self.low))).tocsr()
            limits["constraints"] = LinearConstraint(matrix, np.array(self.least), np.array(self.most))
        return limits

    def narrow(self, width: int, keys: Iterable[Key] | None = None) -> dict[Key, tuple[int, float]]:
        """Hidden counts of which more can be found out than the width allows."""
        bare = self.protection.bare if self.protection else frozenset()
        asked = [key for key in (self.hidden if keys is None else keys) if key not in bare]
        return {key: ends for key, ends in self.found(asked).items() if ends[1] - ends[0] < width}

    def narrow_of_all(self, width: int) -> dict[Key, tuple[int, float]]:
        """The same of every hidden count, `bare` ones too, by linear bounds: many are moved at once, and one by one
        only those that did not move."""
        if not self.hidden:
            return {}
        true = np.array([self.true(key) for key in self.keys], dtype=float)
        held = dict(self._system(), integrality=np.zeros(len(true)))
        held["bounds"] = Bounds(np.maximum(self.low, true - _FAR), np.minimum(self.high, true + _FAR))
        at = np.array([self.keys[key] for key in self.hidden])
        least, most = true[at].copy(), true[at].copy()
        chance, idle = Random(7), 0
        while idle < 4:
            left = most - least < width
            if not left.any():
                return {}
            aim = np.zeros(len(true))
            aim[at] = np.array([chance.choice((-1.0, 1.0)) for _ in self.hidden]) * left
            solution = milp(aim, **held).x[at]
            least, most = np.minimum(least, solution), np.maximum(most, solution)
            idle = idle + 1 if (most - least < width).sum() == left.sum() else 0
        ends = self.found(
            [key for key, wide in zip(self.hidden, most - least >= width, strict=True) if not wide], whole=False
        )
        return {key: each for key, each in ends.items() if each[1] - each[0] < width}
