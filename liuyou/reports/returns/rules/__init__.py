"""What a form may say, how its periods run and how its cells are judged: plain Python."""
