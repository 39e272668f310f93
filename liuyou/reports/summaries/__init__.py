"""Summaries: Word templates over figures by code."""

from pathlib import Path

HALF_YEAR = Path(__file__).with_name("half_year.docx")
