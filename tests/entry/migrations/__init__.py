"""History of a schema with a log and the list of entries."""
