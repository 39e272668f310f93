"""Persons, each once, told apart by identity document."""
