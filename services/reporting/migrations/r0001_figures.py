"""Records, cells, ledger and inbox, in the schema that a rebuild can replace."""

from chassis.database.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    run_sql("services.reporting.migrations", "figures.sql")
    run_sql("chassis", "inbox.sql")
    run_sql("services.reporting.migrations", "figures_end.sql")
