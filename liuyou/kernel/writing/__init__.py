"""The permit without which nothing is written, the exact moment of each write, and rows in bulk."""
