"""The tree of union organisations, dated twice: when a fact was true and when it was recorded."""
