"""The tables of reporting, as Alembic revisions over plain SQL."""
