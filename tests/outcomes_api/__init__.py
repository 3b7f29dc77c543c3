"""The service outcomes over HTTP, on a real PostgreSQL."""
