"""A course that somebody entered or completed."""
