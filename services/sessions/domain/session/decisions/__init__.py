"""What becomes of a session: deciding joins planning, holding and the register."""
