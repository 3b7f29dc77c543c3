"""Support plans: goals agreed with the person, and the actions towards them."""
