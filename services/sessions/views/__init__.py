"""Lists kept in the append's own transaction, asked by page and filter."""
