"""What is agreed with others: terms, messages, schemas."""
