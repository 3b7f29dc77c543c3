"""Figures of all contracts, exact on any day, made from what the services publish."""
