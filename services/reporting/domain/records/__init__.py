"""Records: what reporting remembers of one thing, as facts with the day on which each became known."""
