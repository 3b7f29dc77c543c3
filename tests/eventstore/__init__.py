"""The store of events: one contract for every store, and the order of its log."""
