"""Support plans, questionnaires, hard and soft outcomes and training of one contract."""
