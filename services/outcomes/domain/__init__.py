"""What a contract agrees with people and achieves with them, and what follows from it: pure."""
