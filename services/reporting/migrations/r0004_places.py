"""Where each message stands that a record was made of; figures are read again, because records of people changed."""

from chassis.database.migrations import run_sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make them."""
    run_sql("services.reporting.migrations", "places.sql")
    run_sql("services.reporting.migrations", "figures_end.sql")
