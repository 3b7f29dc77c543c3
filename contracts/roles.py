"""Who may do what: one table of roles and permissions, agreed with the contracts' teams and commissioners.

Source: the users of the platform in `docs/glossary.md` and the organisation's own division of work.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a caller is to a contract; a token names roles for each contract."""

    WORKER = "worker"
    TEAM_LEADER = "team-leader"
    GROUP_LEADER = "group-leader"
    REFERRER = "referrer"
    COMMISSIONER = "commissioner"
    MANAGEMENT = "management"
    OPERATIONS = "operations"
    INFORMATION_GOVERNANCE = "information-governance"
    FEED = "feed"


class Permission(StrEnum):
    """What a route asks of its caller."""

    SEND_REFERRAL = "send-referral"
    READ_REFERRALS = "read-referrals"
    READ_OWN_REFERRALS = "read-own-referrals"
    RECORD_REFERRAL = "record-referral"
    LEAD_REFERRAL = "lead-referral"
    GRANT_EXCEPTION = "grant-exception"
    """Setting a rule of the terms aside for one case, with a reason."""
    RECORD_CUSTODY = "record-custody"
    """Facts about custody, release and offending: criminal-offence data, permitted apart (UK GDPR Article 10)."""
    READ_CUSTODY = "read-custody"
    READ_PEOPLE = "read-people"
    RECORD_PEOPLE = "record-people"
    """Taking a person down without a referral, and what they say of themself."""
    LINK_PEOPLE = "link-people"
    RECORD_SESSION = "record-session"
    READ_SESSIONS = "read-sessions"
    TAKE_REGISTER = "take-register"
    """Holding a session and taking its register; who lacks `RECORD_SESSION` does so for groups they lead."""
    LEAD_GROUP = "lead-group"
    """Starting, changing and ending groups, and keeping the directory of services."""
    READ_DIRECTORY = "read-directory"
    RECORD_OUTCOME = "record-outcome"
    READ_OUTCOMES = "read-outcomes"
    HAND_IN_MESSAGES = "hand-in-messages"
    RESOLVE_MESSAGES = "resolve-messages"
    READ_REPORT = "read-report"
    READ_ALL_REPORTS = "read-all-reports"
    READ_TRUE_VALUES = "read-true-values"
    """Small numbers of a contract as they are; whoever lacks it is shown figures under a disclosure profile."""
    OPEN_FIGURES = "open-figures"
    """Taking a figure apart into what was observed, the events behind it and their traces, by pseudonym."""
    ISSUE_REPORT = "issue-report"
    """Freezing a report as it is sent, and deciding that limits of a chart are counted anew."""
    READ_METRICS = "read-metrics"
    WATCH = "watch"
    REPAIR = "repair"


_TEAM = frozenset(
    {
        Permission.SEND_REFERRAL,
        Permission.READ_REFERRALS,
        Permission.RECORD_REFERRAL,
        Permission.READ_PEOPLE,
        Permission.RECORD_PEOPLE,
        Permission.RECORD_CUSTODY,
        Permission.READ_CUSTODY,
        Permission.RECORD_SESSION,
        Permission.READ_SESSIONS,
        Permission.TAKE_REGISTER,
        Permission.READ_DIRECTORY,
        Permission.RECORD_OUTCOME,
        Permission.READ_OUTCOMES,
        Permission.RESOLVE_MESSAGES,
        Permission.READ_METRICS,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.WORKER: _TEAM,
        Role.TEAM_LEADER: _TEAM
        | {
            Permission.LEAD_REFERRAL,
            Permission.GRANT_EXCEPTION,
            Permission.LEAD_GROUP,
            Permission.LINK_PEOPLE,
            Permission.READ_REPORT,
            Permission.READ_TRUE_VALUES,
            Permission.OPEN_FIGURES,
            Permission.ISSUE_REPORT,
        },
        Role.GROUP_LEADER: frozenset({Permission.TAKE_REGISTER, Permission.READ_DIRECTORY}),
        Role.REFERRER: frozenset({Permission.SEND_REFERRAL, Permission.READ_OWN_REFERRALS}),
        Role.COMMISSIONER: frozenset({Permission.READ_REPORT, Permission.READ_METRICS}),
        Role.MANAGEMENT: frozenset(
            {
                Permission.READ_REPORT,
                Permission.READ_ALL_REPORTS,
                Permission.READ_TRUE_VALUES,
                Permission.OPEN_FIGURES,
                Permission.ISSUE_REPORT,
                Permission.READ_METRICS,
            }
        ),
        Role.OPERATIONS: frozenset({Permission.WATCH, Permission.REPAIR, Permission.READ_METRICS}),
        Role.INFORMATION_GOVERNANCE: frozenset({Permission.READ_PEOPLE, Permission.LINK_PEOPLE}),
        Role.FEED: frozenset({Permission.HAND_IN_MESSAGES}),
    }
)
"""What each role may do, within the contract for which the token gives it."""
