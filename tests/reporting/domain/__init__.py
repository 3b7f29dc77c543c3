"""What reporting counts, without a server."""
