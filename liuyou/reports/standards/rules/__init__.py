"""Plain Python: what a standard says, how an item is scored, how the columns of a score sheet come to a result."""
