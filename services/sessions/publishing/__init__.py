"""What of the events becomes public, one module for each part of the service."""
