"""The routes for teams and referrers: request to command to answer, and no rule."""
