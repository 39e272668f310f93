"""Summaries and plans: Word templates over figures by code, and the words that other reports fill in them."""

from pathlib import Path

from liuyou.reports.summaries import words

HALF_YEAR, ANNUAL, PLAN = (Path(__file__).with_name(f"{name}.docx") for name in ("half_year", "annual", "plan"))
SHIPPED = {
    "summary": ("半年工作总结", "工作总结", HALF_YEAR),
    "annual": ("年度工作总结", "工作总结", ANNUAL),
    "plan": ("年度工作计划", "工作计划", PLAN),
}
"""Kind of paper → its name, what its title ends in, its template."""
FILLED = tuple(words.ALL)
"""Words that are filled where somebody has something to say."""
