"""Measures, entries and the figures asked of them, with the records behind and as of any moment."""
