"""The history of the schema of an invented service that reacts."""
