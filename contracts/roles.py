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
    READ_PEOPLE = "read-people"
    LINK_PEOPLE = "link-people"
    HAND_IN_MESSAGES = "hand-in-messages"
    RESOLVE_MESSAGES = "resolve-messages"
    READ_REPORT = "read-report"
    READ_ALL_REPORTS = "read-all-reports"
    READ_TRUE_VALUES = "read-true-values"
    """Small numbers of a contract as they are; whoever lacks it is shown figures under a disclosure profile."""
    READ_METRICS = "read-metrics"
    WATCH = "watch"
    REPAIR = "repair"


_TEAM = frozenset(
    {
        Permission.SEND_REFERRAL,
        Permission.READ_REFERRALS,
        Permission.RECORD_REFERRAL,
        Permission.READ_PEOPLE,
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
            Permission.LINK_PEOPLE,
            Permission.READ_REPORT,
            Permission.READ_TRUE_VALUES,
        },
        Role.GROUP_LEADER: frozenset(),
        Role.REFERRER: frozenset({Permission.SEND_REFERRAL, Permission.READ_OWN_REFERRALS}),
        Role.COMMISSIONER: frozenset({Permission.READ_REPORT, Permission.READ_METRICS}),
        Role.MANAGEMENT: frozenset(
            {
                Permission.READ_REPORT,
                Permission.READ_ALL_REPORTS,
                Permission.READ_TRUE_VALUES,
                Permission.READ_METRICS,
            }
        ),
        Role.OPERATIONS: frozenset({Permission.WATCH, Permission.REPAIR, Permission.READ_METRICS}),
        Role.INFORMATION_GOVERNANCE: frozenset({Permission.READ_PEOPLE, Permission.LINK_PEOPLE}),
        Role.FEED: frozenset({Permission.HAND_IN_MESSAGES}),
    }
)
"""What each role may do, within the contract for which the token gives it."""
