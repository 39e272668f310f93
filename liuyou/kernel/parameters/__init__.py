"""Numbers set by law or locality: data with region, first day and source, which a federation may override."""
