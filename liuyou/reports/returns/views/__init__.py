"""Pages of returns: what is due, filling, checking, whole tables, completeness, and the form editor."""
