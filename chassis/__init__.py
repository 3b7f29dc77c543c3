"""The microservice chassis: storing, sending, receiving, serving, observing, assembling. No domain word."""
