"""Administration by owners and admins; every rep may read."""
