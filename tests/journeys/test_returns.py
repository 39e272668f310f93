"""A month of a return in the browser: designed, sent out, filled in few clicks, sent back, closed, changed late."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Locator, expect

from tests.journeys.browsing import WAIT, Person
from tests.journeys.cast import EAST, EAST1, EAST2
from tests.journeys.serving import Served

Enter = Callable[..., Person]
FORM, MONTH = "关爱职工月报", "2026年2月"
MOST_CLICKS = 5
"""Of the officer, from the first page to the return handed up: three ways to go, an explanation, and the button."""
LATE = 260
"""Help of the month that is entered after the month was closed."""
CHECK = {"check-c1-formula": "hyrs.bq - zfzg.bq", "check-c1-must": ">= 0", "check-c1-why": "走访的是会员，不会多于会员"}


def test_a_month_from_the_new_form_to_its_late_change(enter: Enter, server: Served) -> None:
    chief = enter("quzong")
    _form_is_designed_and_sent_out(chief)
    officer = enter("jiceng")
    clicks = _officer_hands_up(officer)
    assert clicks <= MOST_CLICKS, f"{clicks} clicks"
    town = enter("dongzhen")
    _town_hands_up_for_the_other_union(town)
    _town_sends_one_back_and_accepts_the_other(town)
    _officer_mends(officer)
    _town_accepts_and_all_are_in(town)
    _county_sees_the_whole(chief)
    address = _return_stays_with_those_concerned(officer, enter("xizhen"))
    _late_record_comes(officer, server)
    _three_columns_stand_side_by_side(enter("shenji"), address)


# The form


def _form_is_designed_and_sent_out(chief: Person) -> None:
    chief.go("考核报表", "报表格式和汇总")
    chief.click("新建报表")
    chief.fill(title=FORM, due_day="5", starts_on="2026-01-01", ends_on="2026-12-31")
    chief.fill(purpose="掌握每月关爱职工的情况", basis="示工〔2026〕1号")
    chief.fill(**{"row-r1-title": "会员人数", "row-r1-figure": "会员人数"})
    chief.fill(**{"row-r2-title": "发放救助", "row-r2-figure": "救助金额"})
    typed = {"row-r3-title": "走访职工", "row-r3-unit": "人次", "row-r3-source": "typed"}
    chief.fill(**typed)
    chief.click("保存草稿")
    chief.sees("第 3 行“走访职工”是手填：请写明为什么没有记录能给出这个数")
    chief.fill(**{"row-r3-why": "日常走访不登记台账"})
    chief.click("加一条核对")
    chief.fill(**CHECK)
    chief.sees("没有要改的，可以发布", "hyrs.bq - zfzg.bq")
    chief.fill(basis="")
    chief.click("保存并发布")
    chief.sees("还不能发布，草稿已保存", "写明文件名称和文号")
    chief.fill(basis="示工〔2026〕1号")
    chief.click("保存并发布")
    chief.sees("已发布", "现有 4 个工会要报", "期末后第 5 个工作日")
    chief.page.locator("#period").select_option(label=MONTH)
    chief.click("布置")
    chief.sees(f"{MONTH}已布置 4 份")


# The officer's month


def _officer_hands_up(officer: Person) -> int:
    """How many clicks it took; the form has one cell to be typed and one check that asks why."""
    clicks = 0
    for click in (
        lambda: officer.page.locator(".rail summary", has_text="考核报表").click(),
        lambda: officer.page.locator(".rail").get_by_role("link", name="待报报表", exact=True).click(),
        lambda: _row(officer, FORM).get_by_role("link", name="填报", exact=True).click(),
    ):
        click()
        clicks += 1
    officer.sees("数已从台账带出", "白格 1 个要手填")
    assert officer.page.locator("a.figure-link").count() == 4
    _cell(officer).fill("30")
    _cell(officer).press("Tab")
    officer.sees("要写明原因的", "还有 1 处没有说明")
    officer.page.get_by_placeholder("核对无误的，写明原因").fill("含外来务工人员")
    clicks += 1  # into the field
    officer.click("上报")
    clicks += 1
    officer.sees("已上报", "首次上报 2026-03-02（按时）")
    return clicks


def _row(person: Person, text: str) -> Locator:
    return person.page.locator("main tbody tr", has_text=text).first


def _cell(person: Person) -> Locator:
    return person.page.locator("input.cell-input").first


# The township


def _town_hands_up_for_the_other_union(town: Person) -> None:
    town.switch(EAST2)
    town.go("考核报表", "待报报表")
    _row(town, FORM).get_by_role("link", name="填报", exact=True).click()
    town.click("上报")
    town.sees("还不能上报，填的内容已保存")
    town.click("零报告")
    town.sees("已零报告", "零报告")
    town.switch(EAST)


def _town_sends_one_back_and_accepts_the_other(town: Person) -> None:
    town.go("考核报表", "待报报表")
    town.sees("下级已报、待接收的", EAST1, EAST2)
    town.click(EAST1)
    town.sees("说明：含外来务工人员", "不符")
    town.page.locator("summary", has_text="退回修改").click()
    town.fill(reason="走访人次请核实", **{"r:zfzg.bq": "只填会员"})
    town.click("退回修改", within=town.page.locator("form.card"))
    town.sees("已退回")
    town.go("考核报表", "待报报表")
    town.page.get_by_label(f"选中{EAST2}").check()
    town.click("接收选中的")
    town.sees("已接收 1 份报表")


def _officer_mends(officer: Person) -> None:
    officer.go("工作台", "待办")
    officer.sees("退回修改")
    officer.go("考核报表", "待报报表")
    _row(officer, FORM).get_by_role("link", name="填报", exact=True).click()
    officer.sees("走访人次请核实", "只填会员")
    _cell(officer).fill("1")
    _cell(officer).press("Tab")
    expect(officer.page.locator("#judged")).not_to_contain_text("没有说明", timeout=WAIT)
    officer.click("上报")
    officer.sees("已上报")


def _town_accepts_and_all_are_in(town: Person) -> None:
    town.go("考核报表", "待报报表")
    town.click(EAST1)
    town.click("接收")
    town.sees("已接收")


# The county


def _county_sees_the_whole(chief: Person) -> None:
    chief.go("考核报表", "报表格式和汇总")
    _row(chief, FORM).get_by_role("link", name="上报情况", exact=True).click()
    chief.sees(f"截至 2026年3月2日，{MONTH}", "2 个下级中 1 个报齐", "应报 4 份，已报 2 份（零报告 1）", "接收 2 份")
    chief.click("汇总表")
    chief.sees(f"{FORM}汇总 · {MONTH}", "不是下级报表相加", "发放救助", "接收 2")


def _return_stays_with_those_concerned(officer: Person, west: Person) -> str:
    """The address of the officer's return, which a sister town does not find."""
    officer.go("考核报表", "待报报表")
    officer.page.locator("summary", has_text="报过的").click()
    officer.click(f"{FORM} {MONTH}")
    officer.sees("现在三个数一致")
    address = officer.page.url.removeprefix(officer.served.address)
    west.go("考核报表", "报表台账")
    west.sees_no(EAST1, EAST2)
    assert west.absent(address), address
    return address


# What comes late


def _late_record_comes(officer: Person, server: Served) -> None:
    """After the month is closed somebody enters help paid in it."""
    server.move_to("2026-03-04")
    officer.go("帮扶服务", "救助发放")
    officer.click("登记发放")
    officer.fill(name="周晚", programme="送温暖", amount=str(LATE), paid_on="2026-02-26", form="现金", fund="工会经费")
    officer.click("登记")
    officer.sees("已登记：救助发放")


def _three_columns_stand_side_by_side(auditor: Person, address: str) -> None:
    """What was handed up and accepted stays; the auditor sees what has changed since, and by which record."""
    auditor.go("考核报表", "报表台账")
    auditor.page.locator("main tbody tr", has_text=EAST1).filter(has_text=FORM).get_by_role("link").first.click()
    auditor.sees("上报经过", "走访人次请核实")
    auditor.click("打开报表：填报、审核、前后对照")
    assert auditor.page.url.endswith(address)
    auditor.sees("上报或接收以后的变动", "接收 2026-03-02")
    line = auditor.page.locator("main tr", has_text="发放救助·本期")
    before, closed, now = (
        Decimal(line.locator(f"[data-title={title}]").inner_text().replace(",", ""))
        for title in ("上报时", "接收时", "现在")
    )
    assert (closed - before, now - closed) == (0, LATE)
    auditor.sees_no("退回理由", "重新开放填报")  # to look at, not to act on
    line.get_by_role("link", name="看新增和更正的记录").click()
    auditor.sees(f"+{LATE}.00", "您可以看数")  # whose help it was is for those who work on it
