"""A one-to-one contact with a person, attended or not."""
