"""Words that people chose for their goals: personal data, which can be erased."""
