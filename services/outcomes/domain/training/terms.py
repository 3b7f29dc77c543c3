"""Words of training that are the same for every contract."""

from enum import StrEnum


class Stage(StrEnum):
    """How far somebody is in a course."""

    ENTERED = "entered"
    COMPLETED = "completed"


class Learner(StrEnum):
    """As what somebody learns."""

    PERSON = "person"
    VOLUNTEER = "volunteer"
    STAFF = "staff"
