"""Numbers set by law or locality in the browser: what holds here and why, and setting one's own with a reason."""
