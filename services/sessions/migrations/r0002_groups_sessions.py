"""The lists of groups, sessions and registers, and the first names of who is known by no more."""

from chassis.database.migrations import run_sql

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    run_sql("services.sessions.migrations", "groups.sql")
    run_sql("services.sessions.migrations", "registers.sql")
    run_sql("services.sessions.migrations", "first_names.sql")
