"""What follows from what is asked of plans."""
