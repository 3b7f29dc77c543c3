"""Reacting to other services' messages: once each, in order, through repetitions, kills and refusals."""
