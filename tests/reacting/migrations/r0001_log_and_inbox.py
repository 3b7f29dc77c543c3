"""The log, and what a service that reacts remembers."""

from chassis.database.migrations import run_sql

revision = "r0001"
down_revision = None


def upgrade() -> None:
    run_sql("chassis.eventstore", "schema.sql")
    run_sql("chassis", "inbox.sql")
    run_sql("chassis", "reacting.sql")
