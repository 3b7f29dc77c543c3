"""Pool, patience and migrations against a real server."""
