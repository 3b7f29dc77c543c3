"""Reports over HTTP: routes, the form of their answers, and the tidy table."""
