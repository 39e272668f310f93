"""A person at a screen: signs in once, goes by the menu, fills forms, and misses nothing that breaks."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.journeys.cast import PASSWORD
from tests.journeys.serving import Served

CHROMIUM = os.environ.get("LIUYOU_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]
WAIT = int(os.environ.get("LIUYOU_JOURNEYS_WAIT", 30_000))
"""Milliseconds: generous, for a machine that has other work."""
REFUSED = "status of 409"
"""How a form answers what it does not take; the browser notes it in the console."""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def has_chromium() -> bool:
    return Path(CHROMIUM).exists()


def launch(playwright: Playwright) -> Browser:
    env: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=env)


class Watch:
    """What no page may do: complain in the console, throw, or ask another host."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._address, self._page = address, page
        page.on("console", lambda said: said.type == "error" and self._said(said.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("request", lambda asked: self._host(asked.url))

    def _said(self, words: str) -> None:
        if REFUSED not in words:
            self._note("console", words)

    def _note(self, what: str, words: str) -> None:
        self.found.append(f"{what} on {self._page.url}: {words}")

    def _host(self, url: str) -> None:
        if not url.startswith((self._address, "data:", "blob:", "about:")):
            self._note("another host", url)


class Person:
    """One of the cast in a browser of his or her own."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        context.set_default_timeout(WAIT)
        context.set_default_navigation_timeout(WAIT)
        self.context, self.served = context, served
        self.page = context.new_page()
        self.watch = Watch(self.page, served.address)

    # Going

    def open(self, path: str = "/") -> None:
        """By address: only where a journey begins, or where somebody tries one that is not for him."""
        self.page.goto(self.served.address + path)

    def go(self, section: str, entry: str) -> None:
        """By the menu, as it is folded."""
        rail = self.page.locator(".rail")
        if not rail.is_visible():
            self.page.get_by_role("button", name="打开或收起菜单").click()
        part = rail.locator("details", has=self.page.locator("summary", has_text=re.compile(rf"^\s*{section}\s*$")))
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        part.get_by_role("link", name=entry, exact=True).click()

    def click(self, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
        """A button or a link by what stands on it."""
        scope: Any = within or self.page.locator("main")
        scope.get_by_role("button", name=name, exact=exact).or_(
            scope.get_by_role("link", name=name, exact=exact)
        ).first.click()

    def switch(self, org: str) -> None:
        """To another union by the switcher's search."""
        self.page.locator(".switcher > summary").click()
        self.page.get_by_role("searchbox", name="查找工会").or_(self.page.get_by_label("查找工会")).fill(org)
        self.page.locator(".switcher-panel").get_by_role("button", name=org, exact=True).click()
        self.sees_at(".switcher > summary", org)

    # Filling

    def fill(self, **given: str) -> None:
        """Fields by their names in the form: selects are chosen, the rest is typed."""
        for name, value in given.items():
            field = self.page.locator(f"main [name='{name}']:not([type=hidden])").first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                field.blur()

    def take(self, step: str, **given: str) -> None:
        """A step from the record's page, with what it asks."""
        self.click(step, within=self.page.locator(".steps-now"))
        self.fill(**given)
        self.click(step, within=self.page.locator(".form-bar"))

    def takes(self, step: str, **given: str) -> None:
        self.take(step, **given)
        self.sees(f"已办理“{step}”")

    # Seeing

    def from_panel(self, link: str) -> None:
        """A number that was clicked says what it is in a panel, which leads on."""
        self.page.locator(".figure-panel").get_by_role("link", name=link, exact=True).click()

    def sees(self, *texts: str, within: int = WAIT) -> None:
        main = self.page.locator("main")
        for text in texts:
            try:
                expect(main).to_contain_text(text, timeout=within)
            except AssertionError:
                said = " ".join(main.inner_text().split())
                raise AssertionError(f"no “{text}” on {self.page.url}, but: {said[:1500]}") from None

    def sees_at(self, where: str, text: str) -> None:
        expect(self.page.locator(where).first).to_contain_text(text, timeout=WAIT)

    def sees_no(self, *texts: str) -> None:
        said = self.page.locator("main").inner_text()
        for text in texts:
            assert text not in said, f"“{text}” on {self.page.url}"

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def absent(self, path: str) -> bool:
        """Whether an address tried by hand is answered with “没有找到”."""
        response = self.page.goto(self.served.address + path)
        self.watch.found = [each for each in self.watch.found if "404" not in each]
        return response is not None and response.status == 404 and "没有找到" in self.page.locator("main").inner_text()

    def download(self, name: str, *, within: Locator | None = None) -> Path:
        with self.page.expect_download(timeout=WAIT) as coming:
            self.click(name, within=within)
        return Path(coming.value.path())


class Stage:
    """Browsers of the cast; everybody signs in anew, so that no journey begins where another has switched to."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.served = browser, served

    @contextmanager
    def person(self, username: str, password: str = PASSWORD, **how: Any) -> Iterator[Person]:
        """Somebody signed in; `how` goes to the browser's context. What broke on the way fails the journey."""
        settings = {"viewport": DESK, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **how}
        context = self.browser.new_context(**settings)
        try:
            person = Person(context, self.served)
            person.open()
            if username:
                sign_in(person, username, password)
            yield person
            assert not person.watch.found, person.watch.found
        finally:
            context.close()


def sign_in(person: Person, username: str, password: str) -> None:
    page = person.page
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/account/login" not in url)
