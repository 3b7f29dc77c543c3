"""The log, its seals and the inbox."""

from chassis.database.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("chassis.eventstore", "schema.sql")
    run_sql("chassis.eventstore", "seals.sql")
    run_sql("chassis", "inbox.sql")
