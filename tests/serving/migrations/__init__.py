"""History of the small service's schema."""
