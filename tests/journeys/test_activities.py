"""A new type of activity made in the browser, recorded, counted, told of in the summary; one recorded on a phone."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.browsing import PHONE, Person

Enter = Callable[..., Person]


def test_a_new_type_of_activity_is_recorded_counted_and_told_of_in_the_summary(enter: Enter) -> None:
    town = enter("dongzhen")
    _type_is_made(town)
    town.go("活动阵地", "活动台账")
    town.click("选择种类登记")
    town.fill(words="爱心驿站")
    town.click("查找")
    town.page.locator("main a.figure-card", has_text="爱心驿站").click()
    town.fill(subject="迎春送茶", held_on="2026-02-12")
    town.page.get_by_label("服务人次").fill("85")
    town.click("登记")
    town.sees("已登记：活动台账", "爱心驿站", "85")
    town.go("考核报表", "指标目录")
    town.fill(q="爱心驿站服务人次", period="2026H1")
    town.click("查看")
    assert town.page.locator("main a.figure-link").first.inner_text() == "85"
    town.go("公文", "写公文")
    town.fill(year="2026", part="H1", on="2026-03-02", numbered="0")
    town.page.locator("#template").select_option(value="summary")
    town.click("预览")
    town.sees("服务户外劳动者85人次")


def _type_is_made(town: Person) -> None:
    town.go("活动阵地", "活动类型")
    town.click("新增一种活动")
    town.fill(title="爱心驿站", group="服务职工", starts="2026-01-01")
    page = town.page
    page.locator("[data-field] [data-title]").first.fill("服务人次")  # the form begins with a number and two counts
    titles = page.locator("[data-count-title]")
    titles.nth(0).fill("爱心驿站开放次数")
    titles.nth(1).fill("爱心驿站服务人次")
    town.fill(wording="爱心驿站服务户外劳动者{爱心驿站服务人次}人次")
    town.click("更新预览")
    town.sees("爱心驿站服务户外劳动者")
    town.click("启用")
    town.sees("在用", "第 1 版")


def test_an_activity_is_recorded_on_a_phone_from_the_workbench(enter: Enter) -> None:
    officer = enter("jiceng", viewport=PHONE, has_touch=True, is_mobile=True)
    page = officer.page
    bar = page.get_by_role("navigation", name="手机菜单")
    bar.get_by_role("link", name="办理").click()
    officer.sees("该我办的")
    bar.get_by_role("link", name="首页").click()
    officer.go("活动阵地", "活动台账")
    officer.click("选择种类登记")
    officer.fill(words="志愿")
    officer.click("查找")
    page.locator("main a.figure-card", has_text="志愿").first.click()
    officer.fill(subject="慰问环卫工人", held_on="2026-02-27", volunteers="12", hours="4")
    box = page.locator(".form-bar button").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    officer.click("登记")
    officer.sees("已登记：活动台账", "慰问环卫工人")
    officer.go("活动阵地", "活动台账")
    officer.sees("慰问环卫工人")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
