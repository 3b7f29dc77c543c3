"""Control charts, held against the published cases and against a second reading of the rules."""
