"""A group: a series of sessions of one kind at one place."""
