"""Pages of organising beside the registers' own."""
