"""Tests of Redrose, in folders by subject."""
