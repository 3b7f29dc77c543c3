"""What reports read: tallies, sources, reports as they were sent, records that a figure is made of."""
