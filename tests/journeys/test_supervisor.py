"""A supervisor's work: many applications at once, to-dos, and a figure followed to its records and its changes."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.browsing import WAIT, Person
from tests.journeys.cast import EAST, EAST1, WEST2

Enter = Callable[..., Person]


def test_a_batch_is_approved_and_the_one_refused_says_why(enter: Enter) -> None:
    chief = enter("quzong")
    chief.sees("救助申请")  # to-dos stand on the workbench
    chief.go("帮扶服务", "救助申请")
    chief.fill(state="on_notice")
    chief.click("查找")
    chief.sees("共 12 条", WEST2)
    chief.page.get_by_label("选中本页全部").check()
    chief.page.locator(".bulk-bar").get_by_role("button", name="批准", exact=True).click()
    chief.sees("批准：12 条救助申请")
    chief.fill(amount="800", opinion="同意")
    chief.click("开始办理 12 条")
    chief.sees("办理完成 11 条，1 条被拒绝", "12 / 12（100%）", within=3 * WAIT)
    chief.click("被拒绝")
    chief.sees("期满没有异议，才能批准")
    assert chief.page.locator("main table tbody tr").count() == 1
    chief.go("帮扶服务", "救助申请")
    chief.fill(state="approved")
    chief.click("查找")
    chief.sees("800.00", "共 11 条")


def test_a_total_leads_to_its_records_and_a_record_to_its_page(enter: Enter) -> None:
    chief = enter("quzong")
    chief.go("考核报表", "指标目录")
    chief.fill(q="救助金额", period="2016")
    chief.click("查看")
    chief.click("救助金额")
    chief.sees("合计", EAST)
    total = chief.page.locator(".figure-total td a").last
    number = total.inner_text()
    total.click()
    chief.from_panel("全部记录")
    chief.sees("与指标一致", number, "周甲")
    chief.page.locator("main tbody tr", has_text="周甲").locator("a").first.click()
    chief.sees("周甲", "记入台账", EAST1)


def test_a_change_is_explained_by_what_came_and_what_went(enter: Enter) -> None:
    chief = enter("quzong")
    chief.go("考核报表", "指标目录")
    chief.fill(q="救助金额", period="2016")
    chief.click("查看")
    chief.click("救助金额")
    chief.click("看变化原因")
    chief.sees("2015年", "2016年", "各项原因相加等于变化", "合计")
    chief.page.locator("main a.figure-page").first.click()
    chief.sees("周甲")
