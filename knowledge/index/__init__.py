"""The vectors of each revision, in Chroma: a cache that SQL can always refill."""
