"""Questionnaires, one a file: numbered items with their ranges, the way to a score, and where that is known from."""
