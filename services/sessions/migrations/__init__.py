"""The history of the schema of sessions: the log, the lists, the directory, groups and registers."""
