"""The installation's keys, and text columns encrypted at rest."""
