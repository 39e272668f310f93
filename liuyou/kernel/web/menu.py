"""The navigation: what users do, in their order. Areas come in by their screens, other parts by `add`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from liuyou.kernel.web.pages import Here

SECTIONS = {
    "工作台": "layout-dashboard",
    "组织": "sitemap",
    "会员": "users",
    "帮扶服务": "heart-handshake",
    "维权协商": "scale",
    "民主管理": "messages",
    "建功立业": "trophy",
    "活动阵地": "calendar-event",
    "经费": "coin-yuan",
    "考核报表": "chart-bar",
    "公文": "file-text",
    "系统": "settings",
}
"""Section → its icon."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: where it leads and which permission opens it."""

    section: str
    title: str
    url: str
    needs: str
    arguments: tuple[str, ...] = ()
    order: int = 50

    @property
    def address(self) -> str:
        return reverse(self.url, args=self.arguments)


ENTRIES: dict[tuple[str, str], Entry] = {}


def add(section: str, title: str, url: str, needs: str, *arguments: str, order: int = 50) -> None:
    """Register a line once, when the part that serves it is loaded. `url`: a URL name."""
    if section not in SECTIONS:
        raise ValueError(section)
    ENTRIES[section, title] = Entry(section, title, url, needs, arguments, order)


def sections(here: Here) -> Iterator[tuple[str, str, list[Entry]]]:
    """Section, icon and the lines this person may open; empty sections do not show."""
    from liuyou.kernel.web.pages import SIGNED_IN

    found = defaultdict(list)
    for entry in sorted(ENTRIES.values(), key=lambda each: each.order):
        if entry.needs == SIGNED_IN or here.anywhere(entry.needs):
            found[entry.section].append(entry)
    for section, icon in SECTIONS.items():
        if found[section]:
            yield section, icon, found[section]
