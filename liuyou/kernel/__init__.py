"""What every area stands on; it knows no area. docs/map.md gives the order in which to read it."""
