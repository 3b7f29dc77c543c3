"""That the tree keeps its shape: imports, files, words."""
