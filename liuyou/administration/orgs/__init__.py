"""The tree of organisations in the browser: walked, looked at, and changed with date, reason and a preview."""
