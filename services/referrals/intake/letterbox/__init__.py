"""The letterbox: messages are kept as they came before anyone reads them, then taken, held or turned away."""
