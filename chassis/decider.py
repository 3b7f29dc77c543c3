"""The one shape of every aggregate: an initial state, a decision and an evolution, all three pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, E, S]):
    """How commands become events and events become state.

    `decide(command, state)` gives the events that the command causes, none if it has been carried out already, or
    raises `Refused`. `evolve(state, event)` never fails. `subject(state)` is the pseudonymous reference of whom the
    stream is about, which keeps one subject's messages in one partition; None where it is about nobody.
    """

    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    subject: Callable[[S], str | None]

    def fold(self, events: Sequence[E], state: S | None = None) -> S:
        """The state after `events`, from `state` or from the beginning."""
        return reduce(self.evolve, events, self.initial if state is None else state)
