"""Pictures of every page at a desk and on a phone, the README's, and the manual's.

    python -m tests.journeys.screenshots [OUT] [NAME …]

LIUYOU_HOME is a home made by `liuyou demo --no-serve`; without it one is made in build/demo.
All pages go to OUT (build/screenshots, which git ignores); docs/images and the manual's images are made only when no
names are given. The manual says in liuyou/manual/pages/images.yaml which it wants: name, role, url ({first} is the
number of the list's first row), width, and if need be height, selector (what is clipped), press (a button).
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, sync_playwright

from tests.journeys.browsing import DESK, PHONE, Stage, launch
from tests.journeys.serving import ROOT, served

PASSWORD = "Liuyou-demo-2026"  # noqa: S105 - of the demonstration, printed at its end
MANUAL = ROOT / "liuyou" / "manual" / "pages"
HIGHEST = 5000
BEST: tuple[Mapping[str, Any], ...] = (
    {"name": "home", "role": "quzong", "url": "/", "width": 1440, "height": 900},
    {
        "name": "figure",
        "role": "quzong",
        "url": "/figure/?code=aid.money&period=2016H1&rows=children&columns=months&compare=last",
        "width": 1440,
        "height": 1000,
    },
    {
        "name": "paper",
        "role": "quzong",
        "url": "/papers/new/?template=summary&year=2016&part=H1&on=2016-07-05&numbered=0",
        "width": 1440,
        "height": 1000,
    },
    {"name": "list", "role": "zhenzong", "url": "/r/aid.payment/", "width": 1440, "height": 900},
    {"name": "cockpit", "role": "lingdao", "url": "/cockpit/", "width": 1440, "height": 900},
    {"name": "phone", "role": "jiceng", "url": "/", "width": 390, "height": 844},
)
"""What the README shows."""


def main() -> int:
    home = Path(os.environ.get("LIUYOU_HOME") or _demonstration()).resolve()
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots"
    wanted = set(sys.argv[2:])
    with served(home, _port()) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        stage = Stage(browser, server)
        _every_page(stage, out, wanted)
        if not wanted:
            _pictures(stage, BEST, ROOT / "docs" / "images")
            _pictures(stage, list(_of_manual()), MANUAL / "images")
        browser.close()
    return 0


def _demonstration() -> Path:
    """The demonstration data in build/demo, made unless they are there."""
    home = ROOT / "build" / "demo"
    code = "from liuyou.cli import main; main()"
    command = [sys.executable, "-c", code, "demo", "--no-serve", "--out", str(home / "out")]
    home.mkdir(parents=True, exist_ok=True)
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "LIUYOU_HOME": str(home)})
    return home


def _port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _every_page(stage: Stage, out: Path, wanted: set[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in stage.served.pages() if not wanted or each[0] in wanted]
    for username in dict.fromkeys(each[2] for each in chosen):
        with stage.person(username, PASSWORD) as person:
            for name, address, who in chosen:
                if who == username:
                    for size in (DESK, PHONE):
                        person.page.set_viewport_size(size)
                        person.open(address)
                        _settle(person.page)
                        _unroll(person.page)
                        person.page.screenshot(path=out / f"{name}-{size['width']}.png")
            person.watch.found.clear()


def _pictures(stage: Stage, wanted: tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]], out: Path) -> None:
    """Named pictures; PNG of 256 colours' worth of page stays well under 300 kB."""
    out.mkdir(parents=True, exist_ok=True)
    for each in wanted:
        with stage.person(each["role"], PASSWORD) as person:
            page = person.page
            page.set_viewport_size({"width": each["width"], "height": each.get("height", 900)})
            person.open(_address(page, stage, each["url"]))
            if each.get("press"):
                page.get_by_role("button", name=each["press"]).first.click()
                person.sees("100%")
                person.open(each["url"])
            _settle(page)
            clip = page.locator(each["selector"]).first if each.get("selector") else page
            clip.screenshot(path=out / f"{each['name']}.png")
            person.watch.found.clear()


def _unroll(page: Page) -> None:
    """A window as high as the page, so that what sticks to its edges stands where it belongs."""
    high = page.evaluate("document.documentElement.scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else 1440
    page.set_viewport_size({"width": width, "height": max(min(high, HIGHEST), 844)})


def _address(page: Page, stage: Stage, url: str) -> str:
    """With the number of the first row of the list in place of {first}."""
    before, first, after = url.partition("{first}")
    if not first:
        return url
    page.goto(stage.served.address + before)
    row = page.locator("tr[data-href]").first.get_attribute("data-href") or before
    return row.rstrip("/") + (after or "/")


def _settle(page: Page) -> None:
    """Until htmx has fetched its parts and the charts stand still."""
    page.wait_for_load_state("networkidle")
    if page.locator("[data-chart]").count():
        page.wait_for_timeout(1200)


def _of_manual() -> Iterator[Mapping[str, Any]]:
    file = MANUAL / "images.yaml"
    if file.exists():
        yield from yaml.safe_load(file.read_text(encoding="utf-8")) or ()


if __name__ == "__main__":
    sys.exit(main())
