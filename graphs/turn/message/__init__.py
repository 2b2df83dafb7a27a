"""What a message says: kinds of intent, language, tone, and the parts it is made of."""
