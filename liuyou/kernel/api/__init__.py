"""What other programs use: registers, figures, orgs and papers over HTTP with tokens, and notices sent out."""
