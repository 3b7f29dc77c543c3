"""What may be recorded of the working life of a contract, and what follows from it: pure."""
