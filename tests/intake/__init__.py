"""Feeds: what becomes of messages, good and bad."""
