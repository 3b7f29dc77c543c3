"""FHIR's dates and moments: `1959`, `1959-05`, `1959-05-04`, and instants with an offset and up to seven decimals."""

import re
from datetime import date, datetime

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})")


def as_date(text: str) -> date | None:
    """A FHIR date as the first day that it can mean; None for what is no date."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def is_whole(text: str) -> bool:
    """Whether a FHIR date names the day, not the year or month alone."""
    return len(text) == len("1959-05-04")


def as_moment(text: str) -> datetime | None:
    """A FHIR instant as an aware moment, its decimals cut to six; None for what is none."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    seconds, decimals, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{seconds}.{(decimals or '0')[:6].ljust(6, '0')}{offset}")
    except ValueError:
        return None


def is_moment_or_date(text: str) -> bool:
    """Whether the text is a FHIR dateTime: a date of any precision, or an instant."""
    return as_date(text) is not None or as_moment(text) is not None
