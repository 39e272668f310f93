"""A sister town sees nothing of the other: not in lists, not by searching, not by address."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.browsing import Person
from tests.journeys.cast import EAST1, identity

Enter = Callable[..., Person]


def test_a_sister_town_finds_the_other_neither_in_lists_nor_by_searching_nor_by_address(enter: Enter) -> None:
    east, west = enter("jiceng"), enter("xizhen")
    east.go("帮扶服务", "救助发放")
    east.click("周甲")
    payment = east.page.url.removeprefix(east.served.address)
    person = east.page.locator("dd a").first.get_attribute("href") or ""
    west.go("帮扶服务", "救助发放")
    west.sees("周丁")
    west.sees_no("周甲", EAST1)
    for words in ("周甲", "zhoujia", "zj", identity(100), "东一机械厂"):
        west.page.locator(".find input[type=search]").fill(words)
        west.page.locator(".find input[type=search]").press("Enter")
        west.sees("搜什么")
        hits = west.page.locator("main a").all_inner_texts()
        assert not [each for each in hits if "周甲" in each or "东一" in each], hits
    for address in (payment, f"{payment}correct/", person):
        assert west.absent(address), address
    west.open("/")
    west.sees_no("周甲", EAST1)


@pytest.mark.parametrize("username", ["xitong", "anquan", "shenji"])
def test_none_of_the_three_administrators_sees_business(enter: Enter, username: str) -> None:
    keeper = enter(username)
    menu = keeper.page.locator(".rail").inner_text()
    assert "帮扶服务" not in menu
    assert "会员" not in menu
    for address in ("/r/aid.payment/", "/people/", "/import/", "/r/activities.activity/"):
        assert keeper.absent(address), address
