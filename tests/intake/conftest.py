"""A site of one contract for each test, as the API's tests have it."""

from tests.referrals_api.conftest import migrated, referrals_database, site

__all__ = ["migrated", "referrals_database", "site"]
