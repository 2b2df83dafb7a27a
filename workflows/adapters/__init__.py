"""What `knowledge` and `graphs` ask for, kept by the store."""
