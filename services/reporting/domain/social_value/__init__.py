"""Social value: what outcomes are worth, gross and adjusted, with what was spent; exact, and each outcome once."""
