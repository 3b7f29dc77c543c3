"""A table to write to, so that a request can be told from one that changed nothing."""

from chassis.database.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql("tests.serving.migrations", "things.sql")
