"""What is agreed with others: terms, messages, roles. Data and types, no behaviour."""
