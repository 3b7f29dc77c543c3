"""How Redrose runs on one machine."""
