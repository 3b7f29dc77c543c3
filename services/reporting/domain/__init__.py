"""What reporting knows and counts: records, metrics over them, periods. Pure: no I/O, no clock, no settings."""
