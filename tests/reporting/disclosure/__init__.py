"""Disclosure: profiles, hiding for the sake of others, and attacks on what is shown."""
