"""People and what is written about them, the list of referrals, and the letterbox."""

from chassis.database.migrations import run_sql

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    run_sql("services.referrals.migrations", "people.sql")
    run_sql("services.referrals.migrations", "referral_list.sql")
    run_sql("services.referrals.migrations", "letterbox.sql")
