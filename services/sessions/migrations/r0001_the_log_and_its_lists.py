"""The log of events, the inbox, the list of entries and the directory of services."""

from chassis.database.migrations import run_sql

revision = "r0001"
down_revision = None


def upgrade() -> None:
    run_sql("chassis.eventstore", "schema.sql")
    run_sql("chassis", "inbox.sql")
    run_sql("chassis", "entrylist.sql")
    run_sql("services.sessions.migrations", "directory.sql")
