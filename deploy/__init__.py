"""How Redrose is run: on a laptop and in tests (`local`)."""
