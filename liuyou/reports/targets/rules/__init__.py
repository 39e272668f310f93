"""Rules of targets in plain Python: values as written, shares, families, completion, what forms must say."""
