"""Time that a volunteer gave."""
