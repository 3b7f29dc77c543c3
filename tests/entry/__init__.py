"""Entries of an invented kind: decided, listed, served."""
