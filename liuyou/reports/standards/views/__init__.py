"""Pages of standards: what is going on, one union's sheet, a round, its ranking, the editor."""
