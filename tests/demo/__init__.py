"""The demonstration year: its sizes, its play, and the count of what it left in the logs."""
