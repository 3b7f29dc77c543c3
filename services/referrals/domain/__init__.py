"""The rules of referrals: pure, and told everything they need."""
