"""What referrals remembers of the messages it reacts to: marks, parking, and reactions that were refused."""

from chassis.database.migrations import run_sql

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    run_sql("chassis", "inbox.sql")
    run_sql("chassis", "reacting.sql")
