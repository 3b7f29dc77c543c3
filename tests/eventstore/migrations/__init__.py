"""A history that makes what the chassis needs and nothing else."""
