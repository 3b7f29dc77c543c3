"""Reports as they were sent, and decisions on how charts are drawn."""

from chassis.database.migrations import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make them."""
    run_sql("services.reporting.migrations", "evidence.sql")
