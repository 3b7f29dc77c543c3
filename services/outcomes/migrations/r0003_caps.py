"""How often a hard outcome may count for one person in a year."""

from chassis.database.migrations import run_sql

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    run_sql("services.outcomes.migrations", "caps.sql")
