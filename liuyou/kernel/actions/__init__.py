"""The only way anything is written: right, lock, step, change, journal and ledger in one transaction."""
