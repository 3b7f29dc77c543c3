"""What to do with a message, decided by its place in its source's log: the rule that lets no loss pass in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from time import monotonic


class Verdict(Enum):
    """What the place of a message says about it."""

    REPEAT = "repeat"
    APPLY = "apply"
    HOLE = "hole"


def sort(mark: int, position: int, previous: int) -> Verdict:
    """The verdict on a message at `position`, whose source sent `previous` before it to the same partition.

    `mark` is the position up to which this source has been applied from this partition. Being at or below the mark is
    a repetition; naming a predecessor above the mark means that messages between have not come.
    """
    if position <= mark:
        return Verdict.REPEAT
    return Verdict.APPLY if previous <= mark else Verdict.HOLE


@dataclass(frozen=True, slots=True)
class Hole:
    """A message whose predecessor has not been applied: the first one of its partition since all was well."""

    topic: str
    partition: int
    offset: int
    """Where reading begins again after a restart, so that the hole is found and told again."""
    position: int
    previous: int
    mark: int
    """How far the source was applied when the hole was found: what is missing lies between `mark` and `previous`."""

    def healed(self, mark: int) -> bool:
        """Whether what was missing has been applied, now that the source is applied up to `mark`."""
        return self.previous <= mark

    def __str__(self) -> str:
        return (
            f"{self.topic}/{self.partition} misses messages after position {self.mark} up to {self.previous}: nothing "
            f"beyond is applied until they are sent again (relay --from {self.mark + 1})"
        )


class OpenHoles:
    """The holes that one reader knows, and since when."""

    def __init__(self) -> None:
        self.open: Mapping[tuple[str, int], Hole] = {}
        """By topic and partition."""
        self._since: dict[tuple[str, int], float] = {}

    def now(self, found: Mapping[tuple[str, int], Hole]) -> tuple[Sequence[Hole], Sequence[tuple[str, int]]]:
        """Holes as they are after a batch; gives those that are new, and where one has healed."""
        new = [hole for place, hole in found.items() if place not in self.open]
        healed = [place for place in self.open if place not in found]
        moment = monotonic()
        self._since = {place: self._since.get(place, moment) for place in found}
        self.open = dict(found)
        return new, healed

    def age(self, place: tuple[str, int]) -> float:
        """Seconds since the hole there was found; 0 if there is none."""
        since = self._since.get(place)
        return 0.0 if since is None else monotonic() - since
