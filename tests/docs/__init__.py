"""That the documents say what is there."""
