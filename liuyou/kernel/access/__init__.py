"""Actors, posts and grants: one SQL answer to what an actor may do, and where."""
