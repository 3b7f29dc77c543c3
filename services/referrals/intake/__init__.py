"""How referrals come in from other systems: each feed keeps what it got, then reads it, then hands on a command."""
