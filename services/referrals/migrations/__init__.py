"""The history of the schema of referrals: the log, people, the list of referrals, the letterbox."""
