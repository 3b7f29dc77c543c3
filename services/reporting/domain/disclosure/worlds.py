"""Other worlds: counts that differ from the true ones and look the same to every reader of every report.

A count is safe if there are worlds that keep all known sums and all that is shown, in which it differs from another by
a set width. So nothing needs to be believed of how clever a reader is: whatever follows from what is shown holds in
these worlds too. What is shown is narrowed one count at a time, and only where each guarded count keeps its worlds.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

ANY = 1 << 40
"""Stands for no limit."""
_DEPTH, _BUDGET, _BRANCHES = 8, 12, 3
"""How long a world is sought before a count is hidden instead: longer finds more, and shows more."""
_FURTHER = 6
"""How many times longer it is sought for a count that has none yet and cannot be hidden more than it is."""
_EFFORT, _LEAST = 60_000, 3
"""Moves that are tried in all, and how many for a world when they are used up: where thousands of counts are small,
more is hidden rather than a report kept waiting."""
_MANY = 24
"""Atoms of a row above which only those near to the one moved are tried."""

Delta = dict[int, int]
"""A world, by how much it differs from the true one: atom to difference."""
Coefficients = Mapping[int, int]
"""A sum of atoms, mostly each with 1 or -1."""

Law = tuple[Coefficients, int, int | None, int | None]
"""A sum of atoms, by how much less and more it may be, and the new atom that follows from the others, if there is."""


@dataclass(slots=True)
class _Guard:
    of: Coefficients
    width: int
    worlds: list[int] = field(default_factory=list)


class Worlds:
    """Atoms that may move, sums of them as rows, both with limits; and worlds that keep within all of them.

    All limits are of differences from the true world, which keeps every one of them by doing nothing.
    """

    def __init__(self) -> None:
        self.beside: dict[int, Sequence[int]] = {}
        """Of atoms that stand in no sum alone: the others that always stand there too."""
        self._low: list[int] = []
        self._high: list[int] = []
        self._near: list[Sequence[int]] = []
        self._rows: list[Coefficients] = []
        self._least: list[int] = []
        self._most: list[int] = []
        self._rows_of: list[list[tuple[int, int]]] = []
        self._guards: list[_Guard] = []
        self._pool: dict[int, Delta] = {}
        self._sums: dict[int, dict[int, int]] = {}
        self._held: dict[int, list[int]] = {}
        self._worlds_of: dict[int, dict[int, None]] = {}
        self._next = 0
        self._budget = 0
        self._effort = _EFFORT
        self._patience = 1
        self._still: Coefficients = {}

    @property
    def low(self) -> Sequence[float]:
        """By how much less each atom may be."""
        return [_open(each) for each in self._low]

    @property
    def high(self) -> Sequence[float]:
        """By how much more each atom may be."""
        return [_open(each) for each in self._high]

    def limits(self) -> list[tuple[Coefficients, float, float]]:
        """Every sum of atoms that is limited, with its limits."""
        rows = zip(self._rows, self._least, self._most, strict=True)
        return [(of, _open(least), _open(most)) for of, least, most in rows]

    def atom(self, least: int, most: int | None) -> int:
        """Something that may be other than it is, by so much less (a negative number) and so much more."""
        self._low.append(least)
        self._high.append(ANY if most is None else most)
        self._rows_of.append([])
        self._near.append(())
        return len(self._low) - 1

    def near(self, atom: int, others: Sequence[int]) -> None:
        """Which atoms are tried first to make up for a move of this one."""
        self._near[atom] = others

    def row(self, of: Coefficients, least: int, most: int | None) -> bool:
        """Limit by how much a sum of atoms may differ, if every guarded count keeps its worlds; whether it was done."""
        if len(of) == 1:
            return self._narrow(of, least, most)
        number = self._add(of, least, most)
        broken = []
        for world in self._touching(of):
            moved = self._moved(of, world)
            self._sums[world][number] = moved
            if not self._least[number] <= moved <= self._most[number]:
                broken.append(world)
        if self._settle(broken):
            return True
        for sums in self._sums.values():
            sums.pop(number, None)
        for atom in of:
            self._rows_of[atom].pop()
        self._rows.pop()
        self._least.pop()
        self._most.pop()
        return False

    def _narrow(self, of: Coefficients, least: int, most: int | None) -> bool:
        """The same for one atom: nobody then tries to move it further than it may be moved."""
        ((atom, _),) = of.items()
        stood = self._low[atom], self._high[atom]
        if self._settle(self._limit(atom, least, most)):
            return True
        self._low[atom], self._high[atom] = stood
        return False

    def _limit(self, atom: int, least: int, most: int | None) -> list[int]:
        """Limit one atom; the worlds that do not keep it."""
        self._low[atom] = low = max(self._low[atom], least)
        self._high[atom] = high = self._high[atom] if most is None else min(self._high[atom], most)
        return [world for world in self._worlds_of.get(atom, ()) if not low <= self._pool[world][atom] <= high]

    def _add(self, of: Coefficients, least: int, most: int | None) -> int:
        number = len(self._rows)
        self._rows.append(of)
        self._least.append(least)
        self._most.append(ANY if most is None else most)
        for atom, by in of.items():
            self._rows_of[atom].append((number, by))
        return number

    def laws(self, rows: Sequence[Law]) -> None:
        """Limits that hold in every world, whatever becomes of the worlds that do not keep them."""
        broken: dict[int, None] = {}
        closing: dict[int, list[int]] = {}
        for of, least, most, last in rows:
            if len(of) == 1 and 1 in of.values():
                broken.update(dict.fromkeys(self._limit(next(iter(of)), least, most)))
                continue
            number = self._add(of, least, most)
            if last is not None:
                closing.setdefault(last, []).append(number)
            for world in self._touching(of):
                moved = self._moved(of, world)
                self._sums[world][number] = moved
                if self._broken_by(number, moved):
                    broken[world] = None
        left = [world for world in broken if not (closing and self._carried_on(world, closing))]
        self._patience = _FURTHER
        if not self._settle(left):
            self._settle_singly(left)
        self._patience = 1

    def _carried_on(self, world: int, closing: Mapping[int, Sequence[int]]) -> bool:
        """Let new atoms follow what a world did before, each as far as the rows that end with it ask for."""
        delta, sums = dict(self._pool[world]), dict(self._sums[world])
        for atom in sorted(closing):
            low, high = self._low[atom], self._high[atom]
            for row in closing[atom]:
                by, moved = self._rows[row][atom], sums.get(row, 0)
                least, most = self._least[row] - moved, self._most[row] - moved
                low, high = (max(low, least), min(high, most)) if by > 0 else (max(low, -most), min(high, -least))
            if low > high or low <= 0 <= high or atom in delta:
                continue
            delta[atom] = step = low if low > 0 else high
            for row, sign in self._rows_of[atom]:
                sums[row] = sums.get(row, 0) + step * sign
        if any(self._broken_by(row, moved) for row, moved in sums.items()):
            return False
        if any(not self._low[atom] <= by <= self._high[atom] for atom, by in delta.items()):
            return False
        for atom in delta:
            self._worlds_of.setdefault(atom, {})[world] = None
        self._pool[world], self._sums[world] = delta, sums
        return True

    def _settle_singly(self, broken: Sequence[int]) -> None:
        """Give what guards can have other worlds; some are left with fewer than they need."""
        for number in dict.fromkeys(number for world in broken for number in self._held.get(world, ())):
            guard = self._guards[number]
            kept = [world for world in guard.worlds if world not in broken]
            self._hold(number, self._supported(guard, kept, broken) or kept)
        for world in broken:
            self._forget(world)

    def keeping(self, rows: Iterable[tuple[Coefficients, float, float]]) -> Set[int]:
        """The worlds that would keep further limits too."""
        broken: set[int] = set()
        for of, least, most in rows:
            broken.update(world for world in self._touching(of) if not least <= self._moved(of, world) <= most)
        return self._pool.keys() - broken

    def bare(self, of: Coefficients, width: int, among: Set[int] | None = None) -> bool:
        """Whether no worlds are known, of all or among some, in which a sum differs by the width."""
        worlds = [world for world in self._touching(of) if among is None or world in among]
        moved = [0, *(self._moved(of, world) for world in worlds)]
        return max(moved) - min(moved) < width

    def guard(self, of: Coefficients, width: int) -> bool:
        """From now on the sum keeps worlds in which it differs by the width; False if there are none even now."""
        guard = _Guard(of, width)
        found = self._supported(guard, [], [])
        if found is None:
            self._patience = _FURTHER
            found = self._supported(guard, [], [])
            self._patience = 1
        if found is None:
            return False
        self._guards.append(guard)
        self._hold(len(self._guards) - 1, found)
        return True

    def _hold(self, number: int, worlds: list[int]) -> None:
        self._guards[number].worlds = worlds
        for world in worlds:
            held = self._held.setdefault(world, [])
            if number not in held:
                held.append(number)

    def _settle(self, broken: Sequence[int]) -> bool:
        """Give every guard that relied on broken worlds others; False, and nothing changed, if one has none."""
        before = self._next
        plan: dict[int, list[int]] = {}
        for number in dict.fromkeys(number for world in broken for number in self._held.get(world, ())):
            guard = self._guards[number]
            kept = [world for world in guard.worlds if world not in broken]
            found = self._supported(guard, kept, broken)
            if found is None:
                for world in range(before, self._next):
                    self._forget(world)
                return False
            plan[number] = found
        for number, worlds in plan.items():
            self._hold(number, worlds)
        for world in broken:
            self._forget(world)
        return True

    def _supported(self, guard: _Guard, kept: Sequence[int], broken: Sequence[int]) -> list[int] | None:
        chosen, low, high = [], 0, 0
        for world in (*kept, *(each for each in self._touching(guard.of) if each not in broken)):
            moved = self._moved(guard.of, world)
            if moved < low or moved > high:
                chosen.append(world)
                low, high = min(low, moved), max(high, moved)
                if high - low >= guard.width:
                    return chosen
        for delta, sums in self._sought(guard, broken):
            moved = sum(by * guard.of.get(atom, 0) for atom, by in delta.items())
            if moved < low or moved > high:
                chosen.append(self._remember(delta, sums))
                low, high = min(low, moved), max(high, moved)
                if high - low >= guard.width:
                    return chosen
        return None

    def _sought(self, guard: _Guard, broken: Sequence[int]) -> Iterable[tuple[Delta, dict[int, int]]]:
        self._still = guard.of  # What makes up for a move of the guarded sum lies outside of it.
        for world in broken:
            if world in guard.worlds:
                delta, sums = dict(self._pool[world]), dict(self._sums[world])
                if self._repaired(delta, sums):
                    yield delta, sums
        for by in _tries(guard.width):
            for atom in self._starts(guard.of, by):
                delta = {atom: by * guard.of[atom]}
                sums = {row: by * guard.of[atom] * sign for row, sign in self._rows_of[atom]}
                if self._repaired(delta, sums):
                    yield delta, sums
                    break

    def _starts(self, of: Coefficients, by: int) -> list[int]:
        room = [atom for atom, sign in of.items() if self._low[atom] <= by * sign <= self._high[atom]]
        if len(room) <= _BRANCHES:
            return room
        return sorted(room[-_MANY:], key=lambda atom: (self._alone(atom, by * of[atom]), -atom))[:_BRANCHES]

    def _alone(self, atom: int, by: int) -> int:
        """By how much rows are broken if one atom moves alone."""
        return sum(self._broken_by(row, by * sign) for row, sign in self._rows_of[atom])

    def _broken_by(self, row: int, moved: int) -> int:
        if moved > self._most[row]:
            return moved - self._most[row]
        return self._least[row] - moved if moved < self._least[row] else 0

    def _repaired(self, delta: Delta, sums: dict[int, int]) -> bool:
        """Make a world keep every limit by moving further atoms; False if no way is found."""
        if any(not self._low[atom] <= by <= self._high[atom] for atom, by in delta.items()):
            return False
        bad = {row for row, by in sums.items() if by > self._most[row] or by < self._least[row]}
        near = list(dict.fromkeys(other for atom in delta for other in self._near[atom]))[: 4 * _MANY]
        given = _BUDGET * self._patience if self._patience > 1 else min(_BUDGET, max(_LEAST, self._effort))
        self._budget = given
        found = self._solved(delta, sums, bad, near, _DEPTH * self._patience)
        self._effort -= given - self._budget if self._patience == 1 else 0
        return found

    def _solved(self, delta: Delta, moved: dict[int, int], bad: set[int], near: Sequence[int], depth: int) -> bool:
        if not bad:
            return True
        if depth == 0 or self._budget <= 0:
            return False
        row = min(bad, key=lambda each: (len(self._rows[each]), each))
        for _, _, atom, step in self._moves(row, delta, moved, near):
            self._budget -= 1
            delta[atom] = step
            changed = set()
            for other, sign in self._rows_of[atom]:
                moved[other] = moved.get(other, 0) + step * sign
                if self._broken_by(other, moved[other]):
                    if other not in bad:
                        changed.add(other)
                        bad.add(other)
                elif other in bad:
                    changed.add(other)
                    bad.remove(other)
            if self._solved(delta, moved, bad, near, depth - 1):
                return True
            del delta[atom]
            for other, sign in self._rows_of[atom]:
                moved[other] -= step * sign
            bad ^= changed
            if self._budget <= 0:
                return False
        return False

    def _moves(
        self, row: int, delta: Delta, moved: Mapping[int, int], near: Sequence[int]
    ) -> list[tuple[int, int, int, int]]:
        by = moved[row]
        wanted = self._most[row] - by if by > self._most[row] else self._least[row] - by
        of = self._rows[row]
        atoms: Iterable[int] = of if len(of) <= _MANY * self._patience else (atom for atom in near if atom in of)
        found: list[tuple[int, int, int, int]] = []
        least, most = self._least, self._most
        for order, atom in enumerate(atoms):
            if atom in delta or atom in self._still:
                continue
            step = max(self._low[atom], min(self._high[atom], wanted * of[atom]))
            if step == 0:
                continue
            change = 0
            for other, sign in self._rows_of[atom]:
                stood = moved.get(other, 0)
                stands = stood + step * sign
                if stood > most[other]:
                    change -= stood - most[other]
                elif stood < least[other]:
                    change -= least[other] - stood
                if stands > most[other]:
                    change += stands - most[other]
                elif stands < least[other]:
                    change += least[other] - stands
            if change <= -abs(step) and abs(step) == abs(wanted):
                return [(change, order, atom, step), *sorted(found)[: _BRANCHES - 1]]
            found.append((change, order, atom, step))
        return sorted(found)[:_BRANCHES]

    def _touching(self, of: Coefficients) -> list[int]:
        if len(of) == 1:
            (atom,) = of
            return list(self._worlds_of.get(atom, ()))
        return list(dict.fromkeys(world for atom in of if atom in self._worlds_of for world in self._worlds_of[atom]))

    def _moved(self, of: Coefficients, world: int) -> int:
        return sum(by * of[atom] for atom, by in self._pool[world].items() if atom in of)

    def _remember(self, delta: Delta, sums: dict[int, int]) -> int:
        world = self._next
        self._next += 1
        self._pool[world], self._sums[world] = delta, sums
        for atom in delta:
            self._worlds_of.setdefault(atom, {})[world] = None
        return world

    def _forget(self, world: int) -> None:
        del self._sums[world]
        for atom in self._pool.pop(world):
            del self._worlds_of[atom][world]
        self._held.pop(world, None)


def _open(limit: int) -> float:
    return float("inf") if limit >= ANY else float("-inf") if limit <= -ANY else float(limit)


def _tries(width: int) -> list[int]:
    """Moves that together differ by the width, the ones that do so alone first."""
    found = [width, -width]
    for less in range(1, width):
        found += [width - less, -less]
    return found
