"""Thirty-six months of invented contracts, as messages on topics and as rows of a fact table; and what is measured."""
