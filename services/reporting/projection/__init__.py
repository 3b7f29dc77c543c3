"""From messages to figures: folding a batch into records, and writing what changed in one transaction."""
