"""公文 in the browser: previewed, issued with a number, listed, verified, refreshed; templates."""
