"""Sums that hold between the counts of reports, and that whoever reads a whole report may use.

A metric says itself which of its figures add up to which. What holds beside that is said here, and tested in invented
worlds: a new metric that counts what another counts too stands here, or a small number of one follows from the other.
A law that does not hold of the counts at hand, or speaks of counts that are not there, is passed over.
"""

import re
from collections.abc import Iterable

from services.reporting.domain.disclosure.families import Named, Sum

ONCE_TOO = frozenset({"soft-outcomes"})
"""Metrics that add up, but are told together with one in which people count once: outcomes are soft and hard ones."""
NOT_ADDING = frozenset({"length-of-support", "open-time"})
"""Metrics of which months do not add up although nobody is counted once over contracts: a case that ends twice in a
period counts once in it."""

APART = frozenset({"distance-travelled"})
"""Metrics of which nothing follows from one period or contract for another: first and last readings are of a period."""

IN_YEAR: frozenset[Named] = frozenset({("new-and-carried-forward", "new")})
"""Counts of which a period that began in an earlier financial year has only those of the last."""
YEARLY: frozenset[Named] = frozenset({("new-and-carried-forward", "carried forward")})
"""Counts of what was there when the financial year began: they are the same in each of its periods."""

REVIEWED: frozenset[Named] = frozenset(
    {
        ("people-reached", "people reached"),
        ("people-referred", "people referred"),
        ("engagements", "engagements"),
        ("sessions-held", "sessions held"),
        ("attendances", "attendances"),
        ("people-attending", "people attending"),
        ("calls-and-texts", "calls and texts"),
        ("signpostings", "signpostings"),
        ("hard-outcomes", "hard outcomes"),
        ("soft-outcomes", "soft outcomes"),
        ("outcomes", "outcomes"),
        ("people-in-training", "people entering"),
        ("volunteer-hours", "volunteer hours"),
    }
)
"""Headlines of the annual review: metric and figure."""
REVIEWED_WHOLE = frozenset({"five-ways", "five-ways-people", "hard-outcomes", "soft-outcomes"})
"""Metrics of which the annual review tells every figure. Of no other is a count of all contracts told to the public."""

_INSIDE: tuple[tuple[str, str], ...] = (
    ("completeness", r"(?!all fields).*"),
    ("days-to-recording", r".*: .*"),
)
"""Metric and name of figures, as patterns, that stay inside: how well each kind of record is kept is for the team that
keeps them, and would tell how many there are of each kind."""

_SAME: tuple[tuple[str, str, str, str], ...] = (
    # Shares and days of a measure: how many they are of.
    (r"days-to-(?!recording).*", r"(median|90th percentile) / of", r"\g<m>", "clock stopped"),
    (r"days-to-(?!recording).*", r"share within .* / denominator", r"\g<m>", "clock stopped"),
    (r"days-to-(?!recording).*", r"share (within .*) / numerator", r"\g<m>", r"\1"),
    (r"still-waiting.*", r".* / of", r"\g<m>", "waiting at the end"),
    (r"length-of-support", r".* / of", r"\g<m>", "cases ended"),
    (r"open-time", r".* / of", r"\g<m>", "accepted cases ended"),
    (r"offered-in-three-weeks", r".* / of", r"\g<m>", "within three weeks / denominator"),
    (r"distance-travelled", r"(.*): share (\w+) / numerator", r"\g<m>", r"\1: \2"),
    (r"distance-travelled", r"(.*): (share \w+ / denominator|mean change / of)", r"\g<m>", r"\1: people"),
    (r"days-to-recording", r"(median|90th percentile of) days to recording / of", r"\g<m>",
     "recorded within 7 days / denominator"),
    (r"days-to-recording", r"late entries", r"\g<m>", "recorded within 7 days / rest"),
    (r"days-to-recording", r"(median|90th percentile): (.*) / of", r"\g<m>", r"within 7 days: \2 / denominator"),
    (r"days-to-recording", r"late: (.*)", r"\g<m>", r"within 7 days: \1 / rest"),
    (r"re-referrals", r"share (within .*) / numerator", r"\g<m>", r"\1"),
    (r"re-referrals", r"share within .* / denominator", r"\g<m>", "new spells"),
    (r"plans-agreed", r"written together / numerator", r"\g<m>", "together with the person"),
    (r"plans-agreed", r"written together / rest", r"\g<m>", "without the person"),
    (r"plans-agreed", r"written together / denominator", r"\g<m>", "plans agreed"),
    (r"waiting-list-leavers", r".* / denominator", r"\g<m>", "left the waiting list"),
    (r"acceptance", r"acceptance / numerator", r"\g<m>", "accepted"),
    (r"acceptance", r"acceptance / rest", r"\g<m>", "declined"),
    # The same thing counted by several measures.
    (r"referrals-by-(source|route|urgency)", r"referrals", "referrals-received", "received"),
    (r"funnel", r"received", "referrals-received", "received"),
    (r"days-to-recording", r"within 7 days: receipt of a referral / denominator", "referrals-received", "received"),
    (r"first-contact-in-time", r"in time / denominator", "days-to-first-contact", "clock stopped"),
    (r"still-waiting", r"waiting at the end", "waiting-list", "on the waiting list"),
    (r"contacts-by-channel", r"(contacts|attended)", "contacts", r"\1"),
    (r"did-not-attend", r".* / numerator", "contacts", "not attended"),
    (r"did-not-attend", r"DNA rate / rest", "contacts", "attended"),
    (r"did-not-attend", r"DNA rate of all appointments / denominator", "contacts", "contacts"),
    (r"completeness", r"contacts with .* / denominator", "contacts", "contacts"),
    (r"days-to-recording", r"within 7 days: contact / denominator", "contacts", "contacts"),
    (r"calls-and-texts", r"calls", "contacts-by-channel", "attended: telephone (02)"),
    (r"calls-and-texts", r"texts", "contacts-by-channel", "attended: text (09)"),
    (r"attendances-by-programme", r"attendances", "attendances", "attendances"),
    (r"group-size", r"attendances per session / sum", "attendances", "attendances"),
    (r"completeness", r"signpostings with .* / denominator", "signpostings", "signpostings"),
    (r"days-to-recording", r"within 7 days: signposting / denominator", "signpostings", "signpostings"),
    (r"completeness", r"support plans with .* / denominator", "plans-agreed", "plans agreed"),
    (r"days-to-recording", r"within 7 days: support plan / denominator", "plans-agreed", "plans agreed"),
    (r"completeness", r"questionnaires with .* / denominator", "days-to-recording",
     "within 7 days: questionnaire / denominator"),
    (r"duplicates", r"taken back as recorded twice", "corrections", "recorded-twice"),
    (r"characteristics", r"[^:/]+", "people-reached", "people reached"),
)  # fmt: skip
"""Metric and name of a count, as patterns, and those of the count it is the same as; `\\g<m>` is its own metric."""

_RECEIVED: Named = ("referrals-received", "received")
_SUMS: tuple[tuple[Named, tuple[tuple[str, str], ...]], ...] = (
    (_RECEIVED, (("acceptance", "accepted|declined|undecided|withdrawn before a decision"),)),
    (("contacts", "contacts"), (("contacts", "attended|not attended|cancelled .*|too late to be seen"),)),
    (("calls-and-texts", "calls and texts"), (("calls-and-texts", "calls|texts"),)),
    (("attendances", "attendances"), (("attendances", "of people known|by first name only|counted only"),)),
    (
        ("attendance-rate", "attendance rate / numerator"),
        (("attendances", "of people known|by first name only"),),
    ),
    (("engagements", "engagements"), (("attendances", "attendances"), ("contacts", "attended"))),
    (
        ("waiting-list-leavers", "left outside the target day / numerator"),
        (("waiting-list-leavers", "(met|left unmet) outside the target day"),),
    ),
    (
        ("waiting-list-leavers", "left outside the target day / rest"),
        (("waiting-list-leavers", "(met|left unmet) within the target day"),),
    ),
    (("outcomes", "outcomes"), (("hard-outcomes", "hard outcomes"), ("soft-outcomes", "soft outcomes"))),
    (
        ("days-to-recording", "recorded within 7 days / denominator"),
        (("days-to-recording", "within 7 days: .* / denominator"),),
    ),
    (("completeness", "all fields / denominator"), (("completeness", "(?!all fields).* / denominator"),)),
    (("completeness", "all fields / numerator"), (("completeness", "(?!all fields).* / numerator"),)),
)
"""A whole, and metrics and names of its parts as patterns."""

_AT_MOST: tuple[tuple[str, str, Named | None, str], ...] = (
    ("funnel", "accepted|first-contact|first-session|plan-agreed|closed", _RECEIVED, ""),
    ("acceptance", "accepted", ("funnel", "accepted"), ""),
    ("re-referrals", "within 6 months", None, "within 12 months"),
    ("re-referrals", "within 12 months", None, "new spells"),
    ("support-past-its-end", "past its agreed end", None, "past nine months (warning)"),
    ("days-to-.*", "over 104 weeks", None, "over 78 weeks"),
    ("days-to-.*", "over 78 weeks", None, "over 52 weeks"),
    ("still-waiting.*", "waiting over 104 weeks", None, "waiting over 78 weeks"),
    ("still-waiting.*", "waiting over 78 weeks", None, "waiting over 52 weeks"),
    ("still-waiting.*", "waiting over 52 weeks", None, "waiting at the end"),
    ("still-waiting-.*", "waiting at the end", ("open-referrals", "open at the end"), ""),
    ("people-attending", "people attending", ("people-reached", "people reached"), ""),
    ("people-by-programme", ".*", ("people-reached", "people reached"), ""),
    ("attendances", "of people known", ("completeness", "lines of registers with the person / numerator"), ""),
    ("attendances", "by first name only", ("completeness", "lines of registers with the person / rest"), ""),
)
"""Counts, by patterns, that are never more than another: of the same metric by its name, or of another."""


def is_reviewed(named: Named) -> bool:
    """Whether the public review tells a count of all contracts together."""
    return named in REVIEWED or named[0] in REVIEWED_WHOLE


def is_inside(named: Named) -> bool:
    """Whether a count is told to nobody outside."""
    return any(re.fullmatch(metric, named[0]) and re.fullmatch(name, named[1]) for metric, name in _INSIDE)


def same_as(named: Named) -> Named:
    """The count that one is the same as by definition, itself if there is none."""
    metric, name = named
    for of_metric, of_name, other, called in _SAME:
        if re.fullmatch(of_metric, metric) and (found := re.fullmatch(of_name, name)):
            return same_as((metric if other == r"\g<m>" else other, found.expand(called)))
    return named


def sums_over(names: Iterable[Named]) -> list[Sum]:
    """The sums between counts of several measures."""
    known = sorted(names)
    found = []
    for whole, patterns in _SUMS:
        parts = tuple(
            same_as(each)
            for each in known
            for metric, name in patterns
            if each != whole and re.fullmatch(metric, each[0]) and re.fullmatch(name, each[1])
        )
        if parts and whole in known:
            found.append(Sum(same_as(whole), parts))
    return found


def at_most(names: Iterable[Named]) -> list[tuple[Named, Named]]:
    """Which counts are never more than which."""
    known = sorted(names)
    found = []
    for of_metric, of_name, other, called in _AT_MOST:
        for each in known:
            if re.fullmatch(of_metric, each[0]) and re.fullmatch(of_name, each[1]):
                larger = other if other is not None else (each[0], called)
                if larger in known and same_as(larger) != same_as(each):
                    found.append((same_as(each), same_as(larger)))
    return list(dict.fromkeys(found))
