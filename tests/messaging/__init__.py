"""The wire, the relay, the consumer and the parking, on a real PostgreSQL and a real Kafka."""
