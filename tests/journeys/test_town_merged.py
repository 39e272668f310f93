"""The western town goes into the eastern one on 1 July: what was before stays as it was, what comes after is one town.

The merger is later than the day on which the other journeys begin, so that they still find two towns.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.journeys.browsing import Person
from tests.journeys.cast import EAST, WEST
from tests.journeys.serving import Served

Enter = Callable[..., Person]
COLUMNS = ("单位数", "未建会", "工会数", "职工数", "会员数")
FIGURES = {"用人单位": "organising.employers", "会员人数": "members.count"}


def test_a_merged_town_counts_for_itself_before_and_for_its_successor_after(enter: Enter, server: Served) -> None:
    server.move_to("2026-07-02")
    chief = enter("quzong")
    east, west = _half_year(chief, EAST), _half_year(chief, WEST)
    assert all(east + west), (east, west)
    before = {title: _explored(chief, title, "2026H1") for title in FIGURES}
    _towns_are_merged(chief)
    assert (_half_year(chief, EAST), _half_year(chief, WEST)) == (east, west)
    both = [one + other for one, other in zip(east, west, strict=True)]
    assert _row(chief, EAST) == both
    chief.sees_no(WEST)
    for title, numbers in before.items():
        assert _explored(chief, title, "2026H1") == numbers
        assert set(numbers) == {EAST, WEST}
        assert _explored(chief, title, "2026") == {EAST: numbers[EAST] + numbers[WEST]}
    _east_has_what_the_west_had(enter("dongzhen"))
    _the_west_has_handed_over(enter("xizhen"))


def _half_year(chief: Person, town: str) -> list[int]:
    chief.go("组织", "组建情况表")
    chief.fill(on="2026-06-30")
    chief.click("查看")
    chief.sees("2026年6月30日的在册数")
    return _numbers(chief, town)


def _row(chief: Person, town: str) -> list[int]:
    chief.go("组织", "组建情况表")
    return _numbers(chief, town)


def _numbers(chief: Person, town: str) -> list[int]:
    table = chief.page.locator(".org-table")
    titles = table.locator("thead tr").nth(1).locator("th").all_inner_texts()
    cells = _line(chief, table, town).locator("td").all_inner_texts()
    return [int(cells[titles.index(column)].replace(",", "")) for column in COLUMNS]


def _line(chief: Person, table: Locator, town: str) -> Locator:
    return table.locator("tbody tr", has=chief.page.get_by_role("rowheader", name=town, exact=True))


def _explored(chief: Person, title: str, period: str) -> dict[str, int]:
    """A figure by town, found in the catalogue."""
    chief.go("考核报表", "指标目录")
    chief.fill(q=FIGURES[title], period=period)
    chief.click("查看")
    chief.click(title)
    chief.sees(title, "这个数怎么来的")
    found = {}
    for line in chief.page.locator(".figure-table tbody tr").all():
        cells = line.locator("th, td").all_inner_texts()
        if cells[0] in (EAST, WEST):
            found[cells[0]] = int(cells[-1].replace(",", "") or 0)
    return found


def _towns_are_merged(chief: Person) -> None:
    chief.go("组织", "组织树")
    chief.fill(q=WEST)
    chief.click("查看")
    chief.click(WEST)
    chief.click("并入")
    chief.fill(other=WEST, on="2026-07-01", reason="县编办〔2026〕12号")
    chief.click("先看会有什么变化")
    chief.sees("不能是它自己")
    chief.fill(other=EAST)
    chief.click("先看会有什么变化")
    chief.sees("还没有写入任何内容", "2026年7月1日", "县编办〔2026〕12号", "受影响的组织：3 个")
    chief.click("确认并入")
    chief.sees("已并入", EAST, "县编办〔2026〕12号")


def _east_has_what_the_west_had(town: Person) -> None:
    town.go("会员", "会员")
    town.click("章辛")  # of a union of the west
    town.sees("在册", "西一厂工会")
    town.go("会员", "会员")
    town.page.locator("main tr", has_text="章卯").filter(has_text="在册").locator("a").first.click()
    town.sees("在册", "划入", "2026-07-01", EAST)  # was held by the town itself
    town.go("组织", "用人单位")
    town.click("西湖印刷厂")
    town.takes("更新人数", workers="31", counted_on="2026-07-02")
    town.sees("31", "2026-07-02")
    town.go("组织", "工会工作人员")
    town.click("范助")
    town.sees("已离岗")


def _the_west_has_handed_over(west: Person) -> None:
    """What is the successor's now, the merged town no longer sees; nor what was always the eastern town's."""
    west.go("组织", "用人单位")
    west.sees_no("西湖印刷厂", "东一机械厂")
