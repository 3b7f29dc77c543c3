-- What follows in this transaction, Alembic's own table first, belongs to the default schema again.
set local search_path to default;
