"""Administration without code: what a county sets up and looks after itself."""
