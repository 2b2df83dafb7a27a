"""What the workflow asks to be done outside of itself; every activity is safe to run twice."""
