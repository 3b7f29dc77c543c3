"""One meeting of several people: planned, moved, cancelled or held, with its register."""
