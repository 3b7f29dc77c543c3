"""What work lists ask for, releases apart, and which referral a contact or plan was noted with."""

from chassis.database.migrations import run_sql

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    run_sql("services.referrals.migrations", "work_lists.sql")
