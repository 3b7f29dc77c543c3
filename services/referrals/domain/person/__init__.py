"""Who is the same person: links between references, each pair a stream of its own."""
