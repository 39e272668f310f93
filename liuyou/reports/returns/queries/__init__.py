"""Every read of the returns worth a name."""
