"""Rules of organising as plain Python, one module a noun."""
