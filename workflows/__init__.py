"""One durable workflow per conversation, its activities, and what brings signals to it."""
