"""The newest seal of each source, beside how far it was applied."""

from chassis.database.migrations import run_sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make them."""
    run_sql("services.reporting.migrations", "seals.sql")
