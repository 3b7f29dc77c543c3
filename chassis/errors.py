"""Errors that callers of the chassis can name. Each carries data; only `http/problems.py` knows status codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID


class RedroseError(Exception):
    """Any error that Redrose raises on purpose."""


class Refused(RedroseError):
    """A rule says no to a command: a mistake of the caller, answered with the rule and not recorded as an event.

    `code` is a short word with hyphens that stays the same for ever; `detail` a sentence naming field, value and rule,
    without personal data; `field` the input that must change, if one does.
    """

    def __init__(self, code: str, detail: str, field: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.field = code, detail, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where (`person.born_on`, `rows.3.channel`), what, and the rule it breaks."""

    field: str
    detail: str
    code: str = "invalid"


class Invalid(RedroseError):
    """Input that cannot be read as what it should be, with every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.detail}" for fault in faults))
        self.faults = faults


class RefusedBeside(RedroseError):
    """What follows in the append's transaction said no: for each stream that cannot become what was decided, why."""

    def __init__(self, refusals: Mapping[str, Refused]) -> None:
        super().__init__("; ".join(str(refusal) for refusal in refusals.values()))
        self.refusals = refusals


class NotFound(RedroseError):
    """Nothing of this kind has this id, or the caller may not know that it has."""

    def __init__(self, kind: str, id: UUID | str) -> None:
        super().__init__(f"no {kind} {id}")
        self.kind, self.id = kind, id


class Conflict(RedroseError):
    """Another writer appended to the stream first; the command may be decided again on what stands there now."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"stream {stream} is at version {actual}, not {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class KeyReused(RedroseError):
    """The id of an earlier command came again with another content or from another caller."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} was carried out before with another content")
        self.command_id = command_id


class TooLarge(RedroseError):
    """Something is larger than what can be stored or sent, found before it is half-written. Sizes in bytes."""

    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has {size} bytes, more than {limit}")
        self.what, self.size, self.limit = what, size, limit


class Unavailable(RedroseError):
    """A part that is needed does not answer; the same request may be sent again later."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part} is not available: {reason}")
        self.part, self.reason = part, reason


class NotReady(Unavailable):
    """What is asked for is still being worked out; `reason`, which the caller is told, says so."""


class Unreadable(RedroseError):
    """Stored or received bytes are not what they claim to be; `reason` is a code such as `unknown-type`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail
