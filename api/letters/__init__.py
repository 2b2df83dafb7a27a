"""Letters from person to person, turned into answers for everybody."""
