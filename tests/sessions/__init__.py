"""Decisions, publishing and stored events of the service sessions."""
