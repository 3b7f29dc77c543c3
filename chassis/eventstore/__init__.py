"""The append-only log of a service: protocol, codec, in memory and in PostgreSQL."""
