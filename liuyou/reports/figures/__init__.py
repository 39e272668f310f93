"""Figures in the browser: the catalogue, the explorer, the records behind a number, and why it has changed."""
