"""What stocks come to over years and quarters, so that a report of who is waiting is as quick after many years."""

from chassis.database.migrations import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table and fill it from the cells."""
    run_sql("services.reporting.migrations", "balances.sql")
