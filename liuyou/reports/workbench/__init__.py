"""工作台: what waits for me, how my org stands, what has happened, and the leader's screen."""
