"""Groups, sessions with their registers, contacts, signposting and hours of one contract."""
