"""Turns that nobody commits: tried questions, and previews of entries."""
