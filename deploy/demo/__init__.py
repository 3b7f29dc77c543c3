"""A synthetic year to work on: `make demo-year` plays it through the commands that the services carry out."""
