"""Summaries: Word templates over figures by code."""

from pathlib import Path

HALF_YEAR = Path(__file__).with_name("half_year.docx")
SHIPPED = {"summary": ("半年工作总结", "工作总结", HALF_YEAR)}
"""Kind of paper → its name, what its title ends in, its template."""
