"""Rates of Redrose beside those of its peers and of the bare drivers, taken in one run on the same servers."""
