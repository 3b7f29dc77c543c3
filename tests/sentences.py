"""Given these events, when this is asked, then that happens: the form of every test of a decision.

`then` asks the same a second time and expects nothing: a command that has been carried out is carried out no more.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pytest

from chassis.decider import Decider
from chassis.errors import Invalid, Refused

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class When(Generic[C, E, S]):
    """A command, about to be decided."""

    decider: Decider[C, E, S]
    state: S
    command: C

    def events(self) -> list[E]:
        """The events that follow, to be compared with those of another command."""
        return list(self.decider.decide(self.command, self.state))

    def then(self, *expected: E) -> None:
        """Exactly these events follow, and the same command asked again causes none."""
        events = list(self.decider.decide(self.command, self.state))
        assert events == list(expected)
        again = self.decider.decide(self.command, self.decider.fold(events, self.state))
        assert list(again) == [], "the same command, asked again, must cause nothing"

    def then_nothing(self) -> None:
        """No event follows."""
        self.then()

    def then_refused(self, code: str, field: str | None = None, saying: str = "") -> None:
        """The command is refused with this code, for this field, in a sentence that contains `saying`."""
        with pytest.raises(Refused) as refusal:
            self.decider.decide(self.command, self.state)
        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert saying in refusal.value.detail

    def then_invalid(self, *faults: tuple[str, str]) -> None:
        """The command's content has exactly these faults, each as field and code, all said at once."""
        with pytest.raises(Invalid) as refusal:
            self.decider.decide(self.command, self.state)
        assert [(fault.field, fault.code) for fault in refusal.value.faults] == list(faults)


@dataclass(frozen=True, slots=True)
class Given(Generic[C, E, S]):
    """What has happened before."""

    decider: Decider[C, E, S]
    state: S

    def when(self, command: C) -> When[C, E, S]:
        """The command that is asked now."""
        return When(self.decider, self.state, command)


def given(decider: Decider[Any, E, S], *events: E) -> Given[Any, E, S]:
    """An aggregate to which these events have happened."""
    return Given(decider, decider.fold(events))
