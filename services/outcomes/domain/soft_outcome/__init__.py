"""A change that a person reported."""
