"""Words of plans that are the same for every contract."""

from enum import StrEnum


class Owner(StrEnum):
    """Whose an action is."""

    PERSON = "person"
    STAFF = "staff"
    OTHER_SERVICE = "other-service"


class GoalResult(StrEnum):
    """What became of a goal."""

    REACHED = "reached"
    PARTLY_REACHED = "partly-reached"
    NOT_REACHED = "not-reached"
    NO_LONGER_WANTED = "no-longer-wanted"


class ActionResult(StrEnum):
    """What became of an action."""

    DONE = "done"
    DROPPED = "dropped"


class Ending(StrEnum):
    """How a referral ended, which is then the reason why its plan closed."""

    CLOSED = "referral-closed"
    WITHDRAWN = "referral-withdrawn"
    TRANSFERRED = "referral-transferred"
    DECLINED = "referral-declined"
