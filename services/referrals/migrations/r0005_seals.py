"""A seal for each event of the log."""

from chassis.database.migrations import run_sql

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    run_sql("chassis.eventstore", "seals.sql")
