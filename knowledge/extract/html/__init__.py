"""Web pages: what is said, without what surrounds it, as a tree of few elements."""
