"""What a person said of themself in coded words, and what they agreed to: one stream for each reference."""
