"""Real servers on this machine, started by `make run` and by the tests, without Docker or anything installed before."""
