"""Serving HTTP: problems, health, identity, requests, the application."""
