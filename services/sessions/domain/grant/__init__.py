"""A decision on an application to one of the contract's funds."""
