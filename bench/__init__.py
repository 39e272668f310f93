"""Benchmarks: what the ledger costs beside bare SQL, measured in the same run on generated data."""
