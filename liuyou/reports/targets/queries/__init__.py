"""Reads of targets: figures they are measured by, families, the board, what others ask."""
