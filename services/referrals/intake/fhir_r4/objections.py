"""Why a message is not taken: which rule of the receiver it breaks, in the words that the sender's software reads."""

import re
from dataclasses import dataclass

BAD_REQUEST = "REC_BAD_REQUEST"
NOT_FOUND = "REC_NOT_FOUND"
CONFLICT = "REC_CONFLICT"
TOO_EARLY = "REC_TOO_EARLY"
UNPROCESSABLE = "REC_UNPROCESSABLE_ENTITY"
NOT_IMPLEMENTED = "REC_NOT_IMPLEMENTED"
UNAUTHORIZED = "REC_UNAUTHORIZED"
FORBIDDEN = "REC_FORBIDDEN"
NOT_ACCEPTABLE = "REC_NOT_ACCEPTABLE"
TIMEOUT = "REC_TIMEOUT"
UNAVAILABLE = "REC_UNAVAILABLE"
SERVER_ERROR = "REC_SERVER_ERROR"

_WORD = re.compile(r"[A-Za-z0-9._:/-]{1,120}")


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing against a message. `code` is a REC_ code of the standard, `issue` a FHIR issue type.

    `detail` names field and rule, and a value only where it is a coded word and nobody's data.
    """

    rule: str
    code: str
    issue: str
    detail: str


class Rejected(Exception):
    """A message that is not taken, with the first objection to it."""

    def __init__(self, rule: str, code: str, issue: str, detail: str) -> None:
        super().__init__(f"{rule} {code} {issue}")
        self.objection = Objection(rule, code, issue, detail)


def word(value: str) -> str:
    """A coded value for a diagnostic, or a placeholder for what is no coded word and might be anything."""
    return f"'{value}'" if _WORD.fullmatch(value) else "(not a coded word)"
