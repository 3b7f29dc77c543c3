"""The table of roles: what each may do is written out once more here, so that a change of it is looked at twice."""

from contracts.roles import PERMISSIONS, Role


def test_each_role_may_do_what_was_agreed() -> None:
    team = {
        "send-referral",
        "read-referrals",
        "record-referral",
        "read-people",
        "record-people",
        "record-custody",
        "read-custody",
        "record-session",
        "read-sessions",
        "take-register",
        "read-directory",
        "record-outcome",
        "read-outcomes",
        "resolve-messages",
        "read-metrics",
    }
    assert {role.value: {permission.value for permission in PERMISSIONS[role]} for role in Role} == {
        "worker": team,
        "team-leader": team
        | {
            "lead-referral",
            "grant-exception",
            "lead-group",
            "link-people",
            "read-report",
            "read-true-values",
            "open-figures",
            "issue-report",
        },
        "group-leader": {"take-register", "read-directory"},
        "referrer": {"send-referral", "read-own-referrals"},
        "commissioner": {"read-report", "read-metrics"},
        "management": {
            "read-report",
            "read-all-reports",
            "read-true-values",
            "read-metrics",
            "open-figures",
            "issue-report",
        },
        "operations": {"watch", "repair", "read-metrics"},
        "information-governance": {"read-people", "link-people"},
        "feed": {"hand-in-messages"},
    }


def test_whoever_reads_all_reports_sees_true_values_since_that_report_has_no_others() -> None:
    all_reports = [role for role in Role if "read-all-reports" in PERMISSIONS[role]]
    assert [role for role in all_reports if "read-true-values" not in PERMISSIONS[role]] == []
