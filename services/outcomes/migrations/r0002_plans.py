"""The list of plans, and what plans say in words."""

from chassis.database.migrations import run_sql

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    run_sql("services.outcomes.migrations", "plans.sql")
    run_sql("services.outcomes.migrations", "words.sql")
