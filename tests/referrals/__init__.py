"""Referrals: the decisions of the domain, what is stored and what is published."""
