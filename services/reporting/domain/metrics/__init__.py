"""The metrics, one a file, and the catalogue that lists them."""
