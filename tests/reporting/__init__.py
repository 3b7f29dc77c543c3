"""Reporting: from messages to figures."""
