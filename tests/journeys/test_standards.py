"""A local standard made in the browser as the manual says; and a union that acts on its gap list and is appraised."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import Locator, expect

from tests.journeys.browsing import PHONE, WAIT, Person
from tests.journeys.cast import EAST, EAST1, identity

Enter = Callable[..., Person]
STANDARD, SHORT = "村级工会“五有”标准", "村五有"
TIERS = "2 = 4\n1 至 2 = 2"
PARTS = (
    {"code": "1.1", "title": "走访职工", "points": "4", "mode": "tiers", "boundary": "≥", "tiers": TIERS},
    {"code": "1.2", "title": "结对帮扶", "points": "2", "mode": "all_or_nothing", "must": "≥ 1"},
)
BY_HAND = {"code": "2", "title": "有牌子有阵地", "points": "3", "mode": "hand"}


def test_a_local_standard_is_written_and_a_gap_list_raises_the_score(enter: Enter) -> None:
    chief = enter("quzong")
    _standard_is_written(chief)
    _round_is_opened(chief)
    officer = enter("jiceng")
    sheet = _officer_is_told_how_to_gain(officer)
    _acting_gains_what_was_promised(officer, sheet)
    _columns_are_filled_one_by_one(officer, enter("dongzhen"), chief)
    _readable_on_a_phone(enter("jiceng", viewport=PHONE, has_touch=True, is_mobile=True), sheet)
    assert enter("xizhen").absent(sheet), sheet


# Written


def _standard_is_written(chief: Person) -> None:
    chief.go("考核报表", "考核情况")
    chief.click("自己起草")
    chief.fill(title=STANDARD, short=SHORT, total="10", starts_on="2026-01-01")
    chief.click("登记")
    chief.sees("已登记：考核标准")
    chief.click("编辑项目、试算、发布")
    chief.page.get_by_label("基层工会", exact=True).check()
    chief.fill(grades="达标 ≥ 8\n基本达标 ≥ 6")
    chief.click("加一项")
    _row(chief, "n1", {"code": "1", "title": "关心职工", "points": "6"})
    _press(chief, "child:n1")
    _figure(chief, "n2", "走访", "aid.visits")
    _row(chief, "n2", PARTS[0])
    _press(chief, "add:n2")
    _figure(chief, "n3", "结对", "aid.pairings")
    _row(chief, "n3", PARTS[1])
    chief.click("加一项")
    _row(chief, "n4", BY_HAND)
    chief.sees("还有 1 处要改", "下级各项合计 9 分，与 10 分不符")
    chief.click("保存并发布")
    chief.sees("还不能发布")
    chief.fill(**{_field(chief, "有牌子有阵地", "points"): "4"})
    chief.sees("分值、指标、分档和界限都对")
    chief.page.locator("#union").select_option(label=EAST1)
    chief.fill(period="2026Q1")
    chief.click("检查并试算")
    chief.sees("另有 4 分由人工评定", "走访 0 次")
    chief.click("保存并发布")
    chief.sees("已发布", "布置考核", f"简称“{SHORT}”")


def _press(chief: Person, what: str) -> None:
    """One of the buttons of a row, which have pictures only."""
    chief.page.locator(f"button[value='{what}']").click()


def _row(chief: Person, key: str, given: dict[str, str]) -> None:
    expect(chief.page.locator(f"[name={key}-title]")).to_be_visible(timeout=WAIT)
    mode = {name: value for name, value in given.items() if name == "mode"}
    chief.fill(**{f"{key}-{name}": value for name, value in {**mode, **given}.items()})


def _figure(chief: Person, key: str, words: str, code: str) -> None:
    """Looked up by its Chinese name, chosen from what is offered."""
    chief.page.locator(f"[name={key}-mode]").select_option("tiers")
    chief.page.locator(f"[name={key}-figure]").fill(words)
    expect(chief.page.locator(f"#std-figures option[value='{code}']")).to_have_count(1, timeout=WAIT)
    chief.fill(**{f"{key}-figure": code})


def _field(chief: Person, title: str, name: str) -> str:
    """After a save the rows may have other keys."""
    row = chief.page.locator(".std-edit", has=chief.page.locator(f"input[value='{title}']"))
    return f"{row.locator('[name=item]').get_attribute('value')}-{name}"


def _round_is_opened(chief: Person) -> None:
    chief.click("布置考核")
    chief.fill(period="2026Q1", check_by="2026-03-20", review_by="2026-04-10", appraise_by="2026-04-30")
    chief.click("布置考核", within=chief.page.locator(".form-bar"))
    chief.sees("已办理“布置考核”")
    chief.go("考核报表", "考核情况")
    chief.sees("下级的考核", f"{STANDARD}（2026年第一季度）", "自查中 4")


# The gap list


def _officer_is_told_how_to_gain(officer: Person) -> str:
    """On the first page: what, how much, by when, and the way there."""
    line = _gap(officer, "1.1 走访职工")
    officer.sees("怎样再得分")
    expect(line).to_contain_text("+4", timeout=WAIT)
    expect(line).to_contain_text("走访再增加 2 次")
    expect(line).to_contain_text("还剩 14 个工作日")
    line.get_by_role("link", name="1.1 走访职工").click()
    officer.sees("照下面去做可再得", EAST1)
    return officer.page.url.removeprefix(officer.served.address)


def _gap(officer: Person, item: str) -> Locator:
    return officer.page.locator("main tr", has_text=item).filter(has_text=STANDARD)


def _total(officer: Person, sheet: str) -> Decimal:
    officer.open(sheet)
    return Decimal(officer.page.locator(".figure-card .value").first.inner_text().split()[0])


def _acting_gains_what_was_promised(officer: Person, sheet: str) -> None:
    before = _total(officer, sheet)
    card = officer.page.locator(".figure-card", has_text="照下面去做可再得").locator(".value")
    promised = Decimal(card.inner_text().split()[0])
    assert (before, promised) == (0, 6)
    for number in range(2):
        officer.go("工作台", "待办")
        officer.click("怎样再得分", exact=False)
        _gap(officer, "1.1 走访职工").get_by_role("link", name="去登记走访").click()
        officer.fill(visited=f"许{'甲乙'[number]}家", visited_on="2026-03-02")
        officer.click("登记")
        officer.sees("已登记：走访")
        assert _total(officer, sheet) == 2 * (number + 1)
    officer.page.locator(".std-gaps li", has_text="结对帮扶").get_by_role("link", name="去登记结对帮扶").click()
    officer.fill(name="许甲", identity=identity(700), helper="孙平", starts_on="2026-03-02")
    officer.click("登记")
    officer.sees("已登记：结对帮扶")
    assert _total(officer, sheet) == before + promised
    officer.sees_no("怎样再得分")
    officer.go("工作台", "首页")
    officer.sees("待办")
    assert not _gap(officer, "1.1 走访职工").count()


# Self-check, review, appraisal


def _columns_are_filled_one_by_one(officer: Person, town: Person, chief: Person) -> None:
    officer.go("考核报表", "考核情况")
    officer.click(f"{STANDARD}（2026年第一季度）")
    officer.click("提交自查")
    officer.sees("没有打分：请填写得分")
    officer.fill(**{"p-2": "4", "r-2": "门口挂牌，有活动室"})
    officer.click("提交自查")
    officer.sees("已办理“提交自查”", "自查得分", "10 / 10 分")
    _open_sheet(town)
    town.fill(**{"p-2": "2"})
    town.click("初评")
    town.sees("与上一栏的不一致：请写明理由")
    town.fill(**{"r-2": "活动室没有器材"})
    town.click("初评")
    town.sees("已办理“初评”", "8 / 10 分", "初评理由：活动室没有器材")
    _open_sheet(chief)
    chief.click("考评")
    chief.sees("已办理“考评”", "考评得分", "8 / 10 分", "达标")


def _open_sheet(person: Person) -> None:
    person.go("考核报表", "考核情况")
    person.click(f"{STANDARD}（2026年第一季度）")
    link = person.page.locator("main table").get_by_role("link", name=EAST1, exact=True)
    if not link.count():
        person.page.locator("main table").get_by_role("link", name=EAST, exact=True).click()
    link.click()
    person.sees("逐项得分")


def _readable_on_a_phone(officer: Person, sheet: str) -> None:
    officer.open(sheet)
    officer.sees("逐项得分")
    assert officer.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
