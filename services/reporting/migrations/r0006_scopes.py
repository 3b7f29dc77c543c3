"""An index by which a report finds the cells of its contract and months, however many others there are."""

from chassis.database.migrations import run_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make it."""
    run_sql("services.reporting.migrations", "scopes.sql")
