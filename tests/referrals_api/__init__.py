"""The service referrals over HTTP, on a real PostgreSQL."""
