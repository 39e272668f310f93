"""Workbooks in: recognised, checked in a dry run, loaded whole or not at all."""
