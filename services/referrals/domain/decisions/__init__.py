"""Which events a command causes under a contract's terms, or which rule refuses it."""
