"""What one search asks: its words, put right where they slip, and its vector."""
