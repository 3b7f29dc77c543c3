"""Wholes as sums of smallest parts, where several measures part them in several ways."""

from collections.abc import Iterable, Mapping, Sequence

from services.reporting.domain.disclosure.families import Named, Sum

Leaves = Mapping[Named, int]
"""A sum of smallest parts: each with how often it is in it."""


def expanded(sums: Sequence[Sum], names: Iterable[Named]) -> tuple[dict[Named, Leaves], list[Leaves]]:
    """Each count as a sum of smallest parts; and what sums must come to nought, where a whole is parted twice."""
    parts: dict[Named, tuple[Named, ...]] = {}
    further = []
    for each in sums:
        if each.whole in parts or _within(each.whole, each.parts, parts):
            further.append(each)
        else:
            parts[each.whole] = each.parts
    found: dict[Named, Leaves] = {name: _leaves(name, parts) for name in names}
    equal: list[Leaves] = []
    for each in further:
        differ = dict(_leaves(each.whole, parts))
        for part in each.parts:
            for leaf, by in _leaves(part, parts).items():
                differ[leaf] = differ.get(leaf, 0) - by
        equal.append({leaf: by for leaf, by in differ.items() if by})
    return found, [each for each in equal if each]


def _leaves(name: Named, parts: Mapping[Named, tuple[Named, ...]]) -> dict[Named, int]:
    if name not in parts:
        return {name: 1}
    found: dict[Named, int] = {}
    for part in parts[name]:
        for leaf, by in _leaves(part, parts).items():
            found[leaf] = found.get(leaf, 0) + by
    return found


def _within(name: Named, parts: Iterable[Named], known: Mapping[Named, tuple[Named, ...]]) -> bool:
    return any(part == name or _within(name, known.get(part, ()), known) for part in parts)
