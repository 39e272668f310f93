"""Accounts: who signs in, how, and which posts he or she holds."""
