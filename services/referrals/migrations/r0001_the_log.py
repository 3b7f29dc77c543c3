"""The log of events, as every write service has it."""

from chassis.database.migrations import run_sql

revision = "r0001"
down_revision = None


def upgrade() -> None:
    run_sql("chassis.eventstore", "schema.sql")
