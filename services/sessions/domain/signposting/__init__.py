"""Telling somebody of another service."""
