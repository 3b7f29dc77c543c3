"""The log, and the list of entries beside it."""

from chassis.database.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("chassis.eventstore", "schema.sql")
    run_sql("chassis", "entrylist.sql")
