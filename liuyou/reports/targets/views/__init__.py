"""Pages of targets beside the registers' own."""
