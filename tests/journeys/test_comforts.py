"""The keyboard, the looks one chooses, and everything that matters without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browsing import Person
from tests.journeys.cast import identity

Enter = Callable[..., Person]


def test_the_keyboard_finds_a_record_without_a_mouse(enter: Enter) -> None:
    officer = enter("jiceng")
    page = officer.page
    page.locator("body").press("/")
    field = page.locator(".find input[type=search]")
    expect(field).to_be_focused()
    page.keyboard.type("zhouyi")
    expect(page.locator("#found a").first).to_contain_text("周乙")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    officer.sees("周乙")


def test_the_first_stop_of_the_tab_key_skips_to_the_text(enter: Enter) -> None:
    officer = enter("jiceng")
    officer.page.keyboard.press("Tab")
    expect(officer.page.locator(".skip")).to_be_focused()
    officer.page.keyboard.press("Enter")
    assert officer.page.url.endswith("#main")


def test_dark_and_large_are_remembered(enter: Enter) -> None:
    officer = enter("jiceng")
    root = officer.page.locator("html")
    officer.page.get_by_title("深色").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    officer.page.get_by_title("大字号").click()
    officer.go("帮扶服务", "救助发放")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    assert officer.page.evaluate("getComputedStyle(document.body).fontSize") >= "19"
    officer.page.get_by_title("浅色").click()
    officer.page.get_by_title("普通字号").click()
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_without_javascript_one_signs_in_records_a_payment_and_takes_a_step(enter: Enter) -> None:
    officer = enter("zhuxi", java_script_enabled=False)
    officer.go("帮扶服务", "救助发放")
    officer.sees("周甲", "查看合计")
    officer.click("登记发放")
    officer.fill(name="褚静", identity=identity(650)[:-1] + "?", programme="送温暖", amount="150", paid_on="2026-02-20")
    officer.click("登记")
    officer.sees("身份证号")
    assert officer.page.locator("[name=name]").input_value() == "褚静"
    officer.fill(identity=identity(650), form="现金", fund="工会经费")
    officer.click("登记")
    officer.sees("已登记：救助发放", "150.00")
    officer.takes("登记退回", returned_on="2026-02-25", reason="本人退回")
    officer.sees("已退回")
    officer.page.locator(".switcher > summary").click()
    officer.page.get_by_role("link", name="从组织树中选择").click()
    officer.sees("进入 东一厂工会")
