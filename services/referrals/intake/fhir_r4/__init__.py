"""FHIR R4 messages read into what the intake understands: bytes, shape, rules, meaning. Pure throughout."""
