"""Requests of the team, group leaders and volunteers, turned into commands."""
