"""Workbooks in through the browser: kept sealed, checked, mended, taken in, and taken back."""
