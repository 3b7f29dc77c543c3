"""Referrals of a contract, from receipt to closure, and the people they are about."""
