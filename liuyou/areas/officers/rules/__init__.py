"""Rules of committees, posts and elections: plain Python, numbers and their sources come in as arguments."""
