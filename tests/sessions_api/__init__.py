"""The service sessions over HTTP, on a real PostgreSQL."""
