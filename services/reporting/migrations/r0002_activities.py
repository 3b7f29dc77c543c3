"""Records of activities and gatherings; figures are read again from the topics, because records of people changed."""

from chassis.database.migrations import run_sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    run_sql("services.reporting.migrations", "activities.sql")
    run_sql("services.reporting.migrations", "figures_end.sql")
