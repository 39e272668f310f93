"""States, steps and time limits, declared as data."""
