"""The least and the most that sums of counts can be under everything that readers know, by linear programs.

What a world search cannot show a solver can: it knows of every sum how far it can go, and which of the counts that are
shown stop it there. HiGHS does it, by way of scipy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, identity, vstack
from scipy.sparse.csgraph import connected_components

Coefficients = Mapping[int, int]
"""A sum of atoms, each with how often it is in it."""
Limit = tuple[Coefficients, float, float]
"""A sum of atoms, by how much less and more it may be than it is."""

_FAR = 64.0
"""How far anything is looked at: what can be so much more or less is safe, and no solver needs to look for infinity."""
_NEAR = 1e-6
"""By how much a solver's figures are off at most."""
_ROUNDS = 3
"""How many aims at once may bring nothing new before sums are looked at one by one."""


@dataclass
class Sought:
    """A sum of which the ends are sought, as far as they are known."""

    of: Coefficients
    low: float = 0.0
    high: float = 0.0

    def is_wide(self, width: int) -> bool:
        """Whether whole numbers between the ends differ by a width."""
        return int(np.floor(self.high + _NEAR)) - int(np.ceil(self.low - _NEAR)) >= width


class Ends:
    """Atoms with limits, and sums of them with limits: all differences from the truth, which keeps every limit.

    An atom that stands in no sum without others `beside` it is taken for the sum of them all, so that rows are short.
    """

    def __init__(
        self,
        low: Sequence[float],
        high: Sequence[float],
        limits: Sequence[Limit],
        beside: Mapping[int, Sequence[int]],
    ) -> None:
        self._size = len(low)
        self._together = identity(self._size, format="csr") - _matrix(
            [dict.fromkeys(beside.get(atom, ()), 1) for atom in range(self._size)], self._size
        )
        self._bounds = np.clip(np.array([low, high], dtype=float).T, -_FAR, _FAR)
        self._limits = list(limits)
        self._kept = np.ones(len(limits), dtype=bool)
        self._rows = self._sums([of for of, _, _ in limits])
        self._least = np.maximum([least for _, least, _ in limits], -np.inf) if limits else np.zeros(0)
        self._most = np.array([most for _, _, most in limits], dtype=float)
        self._part_of = self._parts()

    def leave_out(self, limit: int) -> None:
        """Take a limit, by its number, away again."""
        self._kept[limit] = False

    def widen(self, sums: Sequence[Sought], width: int) -> list[Sought]:
        """Move many sums at once, this way and that, until it brings nothing new; those that are not wide by then."""
        matrix = self._sums([one.of for one in sums])
        left, idle = len(sums), 0
        for turn in count():
            narrow = np.array([not one.is_wide(width) for one in sums], dtype=bool)
            idle = idle + 1 if turn and int(narrow.sum()) == left else 0
            left = int(narrow.sum())
            if not left or idle == _ROUNDS:
                break
            solution = self._farthest(matrix.T @ (_ways(len(sums), turn) * narrow), self._kept)[0]
            for one, by in zip(sums, matrix @ solution, strict=True):
                one.low, one.high = min(one.low, by), max(one.high, by)
        return [one for one in sums if not one.is_wide(width)]

    def narrow(self, sums: Sequence[Sought], width: int, without: range = range(0)) -> None:
        """Find the ends of sums as far as it is needed to tell which are wide, some limits, by number, set aside."""
        stood = self._kept.copy(), self._part_of
        self._kept[without.start : without.stop] = False
        self._part_of = self._parts()
        left = self.widen(sums, width)
        for one in left:
            if not one.is_wide(width):
                self.stopped_by(one, width, range(0), left)
        self._kept, self._part_of = stood

    def stopped_by(self, one: Sought, width: int, among: range, others: Sequence[Sought]) -> list[int]:
        """Find both ends of a sum; of some of the limits, by number, those that keep it narrower than a width.

        How far others move along is remembered of them: most are found to be wide by that alone.
        """
        of = self._sums([one.of])
        mine, atoms = self._part(of)
        stops: dict[int, float] = {}
        for way in (1.0, -1.0):
            aim = way * of.toarray().ravel()
            solution, prices = self._farthest(aim, mine, atoms)
            atoms_at = self._together @ solution
            for each in (one, *others):
                by = float(atoms_at[list(each.of)] @ list(each.of.values()))
                each.low, each.high = min(each.low, by), max(each.high, by)
            if one.is_wide(width):
                return []
            for limit, price in prices.items():
                if limit in among:
                    stops[limit] = stops.get(limit, 0.0) + price
        return sorted(stops, key=lambda limit: (-stops[limit], limit))

    def _sums(self, sums: Sequence[Coefficients]) -> Any:
        matrix = _matrix(sums, self._size) @ self._together
        matrix.eliminate_zeros()
        return matrix

    def _part(self, of: Any) -> tuple[Any, Any]:
        """The limits and the atoms that hang together with a sum."""
        atoms = np.isin(self._part_of, self._part_of[of.indices])
        touched = np.asarray(abs(self._rows) @ atoms.astype(float)).ravel() > 0
        return self._kept & touched, atoms

    def _parts(self) -> Any:
        """For each atom, by number, with which others it hangs together."""
        rows = self._rows[self._kept]
        return connected_components(rows.T @ rows, directed=False)[1]

    def _farthest(self, aim: Any, kept: Any, atoms: Any = None) -> tuple[Any, dict[int, float]]:
        """Where a sum is greatest, and which limits stop it there, with how much it would be worth to lift each."""
        if not aim.any():
            return aim, {}
        atoms = np.ones(self._size, dtype=bool) if atoms is None else atoms
        rows, least, most = self._rows[kept][:, atoms], self._least[kept], self._most[kept]
        numbers = np.flatnonzero(kept)
        equal = least == most
        above, below = ~equal & np.isfinite(most), ~equal & np.isfinite(least)
        found = linprog(
            -aim[atoms],
            A_ub=vstack([rows[above], -rows[below]]) if above.any() or below.any() else None,
            b_ub=np.concatenate([most[above], -least[below]]) if above.any() or below.any() else None,
            A_eq=rows[equal] if equal.any() else None,
            b_eq=least[equal] if equal.any() else None,
            bounds=self._bounds[atoms],
            method="highs",
        )
        solution = np.zeros(self._size)
        if found.status != 0:  # The truth is a solution: a solver that is at its wits' end has found nothing better.
            return solution, {}
        solution[atoms] = found.x
        prices: dict[int, float] = {}
        if above.any() or below.any():
            by = np.concatenate([numbers[above], numbers[below]])
            for at in np.flatnonzero(np.abs(found.ineqlin.marginals) > _NEAR):
                prices[int(by[at])] = prices.get(int(by[at]), 0.0) + abs(float(found.ineqlin.marginals[at]))
        if equal.any():
            for at in np.flatnonzero(np.abs(found.eqlin.marginals) > _NEAR):
                prices[int(numbers[equal][at])] = abs(float(found.eqlin.marginals[at]))
        return solution, prices


def _ways(size: int, turn: int) -> Any:
    """Which way each of some sums is moved: over the turns, any two as often alike as against each other."""
    signs = [1.0 - 2.0 * ((number & (turn >> 1)).bit_count() % 2) for number in range(size)]
    return np.array(signs) * (1.0 if turn % 2 == 0 else -1.0)


def _matrix(sums: Sequence[Coefficients], size: int) -> Any:
    entries = [(row, atom, by) for row, of in enumerate(sums) for atom, by in of.items()]
    down, across, by = zip(*entries, strict=True) if entries else ((), (), ())
    return coo_matrix((np.array(by, dtype=float), (down, across)), shape=(len(sums), size)).tocsr()
