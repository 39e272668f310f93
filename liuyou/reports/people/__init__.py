"""People within reach: the list, a person and his or her records, corrections, export."""
