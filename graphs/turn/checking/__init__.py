"""What a model wrote, against the passages that it cites."""
