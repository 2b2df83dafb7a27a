"""What the system itself says to visitors."""

PERSON_ASKED = (
    "I have asked a person from our team to join. They will answer here as soon as they can; you "
    "can keep writing meanwhile."
)
