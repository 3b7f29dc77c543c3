"""Words of questionnaires that are the same for every contract."""

from enum import StrEnum


class Occasion(StrEnum):
    """When in a person's support a questionnaire was filled in."""

    FIRST = "first"
    REVIEW = "review"
    LAST = "last"
