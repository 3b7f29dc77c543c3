"""A dated, evidenced change in a person's life."""
