"""Personal data of the service: what can be erased without rewriting the log."""
