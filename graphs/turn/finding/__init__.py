"""From a question in its conversation to the passages that may answer it."""
