"""Bodies and replies of the HTTP contract, around the views of core."""
