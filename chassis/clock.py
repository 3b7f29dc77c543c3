"""The time of day: with `ids.py` the only place that asks the machine for something that is never the same twice."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Days are local civil days of England: at 23:30 UTC in summer the next day has begun."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil day in London."""
    return london_day(now())


def london_day(moment: datetime) -> date:
    """The civil day in London on which an aware moment falls."""
    return moment.astimezone(LONDON).date()
