"""The history of the schema of outcomes: the log, the lists, what plans say in words."""
