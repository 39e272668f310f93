"""The shell of the pages: who is here, what may be opened, how lists are cut into pages."""
