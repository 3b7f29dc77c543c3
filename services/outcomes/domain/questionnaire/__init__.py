"""A questionnaire that a person or the team filled in."""
