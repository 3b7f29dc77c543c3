"""Decisions, publishing and reactions of the service outcomes."""
