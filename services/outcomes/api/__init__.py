"""Requests of the team, turned into commands."""
