"""That the benchmark asks for what there is and reckons right."""
