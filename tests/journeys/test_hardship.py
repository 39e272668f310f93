"""A hardship file through two levels, help under a programme, and what a correction of the payment reaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.journeys.browsing import Person
from tests.journeys.cast import DAY, identity
from tests.journeys.serving import Served

Enter = Callable[..., Person]
NAME, NUMBER = "许春梅", identity(400)
MEANS = {"income": "9000", "household_size": "3", "employer": "东一机械厂"}


def test_a_file_goes_through_two_levels_and_what_was_paid_can_be_put_right_everywhere(
    enter: Enter, server: Served
) -> None:
    officer, chair, town = enter("jiceng"), enter("zhuxi"), enter("dongzhen")
    number = _file_is_begun(officer)
    _file_is_sent_back_and_mended(officer, chair, number)
    _file_is_checked_above(chair, town, number)
    _notice_must_run_before_approval(town, server, number, "困难职工档案", "批准建档")
    town.takes("批准建档")
    town.sees("在档", "新增")
    application = _help_is_asked_for(officer)
    _help_is_granted_and_paid(officer, chair, town, server, application)
    _correction_reaches_figure_and_paper(officer, town)


def _file_is_begun(officer: Person) -> str:
    officer.go("帮扶服务", "困难职工档案")
    officer.click("申请建档")
    officer.fill(name=NAME, identity=NUMBER, cause="本人大病", category="深度困难", kind="城镇困难职工")
    officer.sees("1980")  # the birth date comes out of the number while it is typed
    officer.click("登记")
    officer.sees("已登记：困难职工档案", "草稿")
    officer.take("提交")
    officer.sees("家庭年收入和困难类别都要填写")
    officer.click("取消")
    officer.takes("修改", **MEANS)
    officer.takes("提交")
    officer.sees("待初审")
    return officer.page.url.rstrip("/").rsplit("/", 1)[1]


def _from_todo(person: Person, title: str, number: str) -> None:
    person.go("工作台", "待办")
    person.page.locator("main").get_by_role("link", name=f"{title} 第 {number} 号").first.click()


def _file_is_sent_back_and_mended(officer: Person, chair: Person, number: str) -> None:
    _from_todo(chair, "困难职工档案", number)
    chair.takes("退回补正", reason="缺低保证复印件")
    chair.sees("草稿")
    _from_todo(officer, "困难职工档案", number)
    officer.sees("缺低保证复印件")
    officer.takes("修改", employer="东一机械厂铸造车间")
    officer.takes("提交")


def _file_is_checked_above(chair: Person, town: Person, number: str) -> None:
    _from_todo(chair, "困难职工档案", number)
    chair.takes("初审")
    chair.takes("入户调查", visited_on=DAY, application_signed="是", authorised="是", finding="住房一间")
    chair.sees("待核对", "等待：经济状况核对（上级工会）")
    _from_todo(town, "困难职工档案", number)
    town.takes("经济状况核对", result="收入与申报一致")
    chair.page.reload()
    chair.takes("公示")
    chair.sees("公示中")


def _notice_must_run_before_approval(town: Person, server: Served, number: str, title: str, step: str) -> None:
    """The township may open it from its to-dos only when it can act; time passes, nothing is slept for."""
    if title == "困难职工档案":
        town.page.reload()
        town.take(step)
        town.sees("期满没有异议，才能批准")
        town.click("取消")
    server.move_to((date.fromisoformat(DAY) + timedelta(days=14)).isoformat())


def _help_is_asked_for(officer: Person) -> str:
    officer.go("帮扶服务", "救助申请")
    officer.click("申请救助")
    officer.fill(name=NAME, identity=NUMBER, programme="送温暖", requested="1200", fund="工会经费", form="走访慰问")
    officer.click("登记")
    officer.takes("提交")
    officer.sees("已提交", "深度困难")
    return officer.page.url.rstrip("/").rsplit("/", 1)[1]


def _help_is_granted_and_paid(officer: Person, chair: Person, town: Person, server: Served, number: str) -> None:
    _from_todo(chair, "救助申请", number)
    chair.takes("核实", visit="家庭困难属实")
    chair.takes("公示")
    server.move_to((date.fromisoformat(DAY) + timedelta(days=28)).isoformat())
    _from_todo(town, "救助申请", number)
    town.takes("批准", amount="1000", opinion="同意")
    town.takes("发放", voucher="记-2026-0031")
    town.sees("已发放", "相关：救助发放")


def _correction_reaches_figure_and_paper(officer: Person, town: Person) -> None:
    assert _warmth(town) == "1,000.00"
    paper = _summary_is_written(town)
    officer.go("帮扶服务", "救助发放")
    officer.fill(words=NAME)
    officer.click("查找")
    officer.click(NAME)
    officer.takes("更正", amount="900", reason="凭证实为九百元")
    officer.sees("凭证实为九百元", "冲销")
    assert _warmth(town) == "900.00"
    town.go("公文", "核对公文")
    town.page.locator("input[type=file]").set_input_files({"name": "总结.docx", "mimeType": DOCX, "buffer": paper})
    town.click("核对这份公文")
    town.sees("台账已变化", "1000元", "900元", "救助发放")
    town.go("公文", "更新公文")
    town.page.locator("input[type=file]").set_input_files({"name": "总结.docx", "mimeType": DOCX, "buffer": paper})
    town.click("看看有什么变化")
    town.sees("将要更换的数字")
    town.page.locator("main .form-bar button").click()
    town.sees("更新稿", "全部相符")


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _warmth(town: Person) -> str:
    """The figure of the catalogue, then its records: the same number."""
    town.go("考核报表", "指标目录")
    town.fill(q="救助金额", period="2026H1")
    town.click("查看")
    number = town.page.locator("main tr", has=town.page.get_by_role("link", name="救助金额", exact=True))
    found = number.locator("a.figure-link").first
    text = found.inner_text()
    found.click()
    town.from_panel("全部记录")
    town.sees("与指标一致", NAME)
    return text


def _summary_is_written(town: Person) -> bytes:
    town.go("公文", "写公文")
    town.fill(year="2026", part="H1", on="2026-03-02", numbered="0")
    town.page.locator("#template").select_option(value="summary")
    town.click("预览")
    town.sees("看过样张，再发文")
    town.click("发文", exact=False)
    town.sees("已发出", "全部相符")
    return town.download("下载 Word", within=town.page.locator(".page-actions")).read_bytes()
