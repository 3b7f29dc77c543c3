"""Lists kept in the append's transaction, and their questions: codes, days, references."""
