"""The demonstration district: invented unions and people, and the workbooks that they would have kept."""
