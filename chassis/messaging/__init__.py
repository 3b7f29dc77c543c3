"""From the log to Kafka and from Kafka to a handler, in order, exactly once in effect."""
