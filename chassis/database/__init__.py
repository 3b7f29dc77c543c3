"""Connections to PostgreSQL and the history of a database's schema."""
