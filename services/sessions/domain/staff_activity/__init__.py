"""Work of the team beside contacts and sessions."""
