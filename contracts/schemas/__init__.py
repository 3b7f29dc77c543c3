"""JSON Schema of every message and version, and the AsyncAPI document: generated, committed, may only grow."""
