"""The turn graph: what the assistant does about the messages not yet answered."""
