"""Small numbers: what of a figure may be shown to readers outside the team, so that no count points at a person."""

from collections.abc import Callable
from dataclasses import replace

from services.reporting.domain.metric import OF_NOBODY, Figure, Unit

Profile = Callable[[Figure], Figure]
"""A figure as it may be shown."""

_SMALL = range(1, 8)
"""Counts that are hidden by the profile of Hospital Episode Statistics."""


def true_values(figure: Figure) -> Figure:
    """Nothing hidden: for the contract's own team and for management."""
    return figure


def hes(figure: Figure) -> Figure:
    """The profile of Hospital Episode Statistics: 1 to 7 hidden, 0 shown, every other count to the nearest 5.

    A number of days is shown if 8 or more had one. A share is shown in whole percent; it is hidden if its numerator,
    its denominator or what is between them is 1 to 7, since two of these give the third. What is about no individual,
    such as sessions and hours, is shown as it is.
    """
    if figure.unit in OF_NOBODY:
        return figure
    if figure.unit is Unit.DAYS:
        hidden = figure.of in _SMALL
        return replace(figure, value=None if hidden else figure.value, hidden=hidden, of=_rounded(figure.of))
    if figure.unit is Unit.SHARE:
        numerator, denominator = figure.numerator or 0, figure.denominator or 0
        hidden = bool({numerator, denominator, denominator - numerator}.intersection(_SMALL))
        value = None if hidden or figure.value is None else round(figure.value, 2)
        counts = (None, None) if hidden else (_rounded(numerator), _rounded(denominator))
        return replace(figure, value=value, hidden=hidden, numerator=counts[0], denominator=counts[1])
    hidden = figure.value in _SMALL
    return replace(figure, value=_rounded(None if figure.value is None else int(figure.value)), hidden=hidden)


def _rounded(count: int | None) -> int | None:
    """A count to the nearest 5, or nothing if it is hidden. Whole numbers have no ties at 5."""
    if count is None or count in _SMALL:
        return None
    return (count + 2) // 5 * 5
