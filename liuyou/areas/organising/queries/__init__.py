"""Every read of organising worth a name, one module a noun."""
