"""The days of the history, by number: three financial years, each written down once."""

from datetime import date, timedelta

FIRST_DAY = date(2022, 4, 1)
LAST_DAY = date(2025, 3, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
BEYOND = 400
"""Days after the last that a message may name: when something is due."""

_ALL = [FIRST_DAY + timedelta(days=number) for number in range(DAYS + BEYOND)]
ISO = [day.isoformat() for day in _ALL]
"""Each day as messages write it."""


def day(number: int) -> date:
    """The day of a number."""
    return _ALL[number]
