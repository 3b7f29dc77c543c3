"""From a command to stored events: idempotence, conflicts, spans."""
