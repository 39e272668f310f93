"""Records, and the append-only journal of what was done to them."""
