"""What is measured: each file runs as a process of its own, in the environment of Redrose or of its peers."""
