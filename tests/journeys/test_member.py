"""A worker who joins by phone, moves to a firm of the other town and retires; what each of the two towns sees of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.journeys.browsing import PHONE, Person, Stage
from tests.journeys.cast import EAST, EAST1, WEST, WEST1, identity
from tests.journeys.serving import Served

Enter = Callable[..., Person]
NAME, NUMBER = "鲍远", identity(701)
STRANGER = {"name": "窦生", "identity": identity(703)}
IMPOSTOR = {"name": "假名", "identity": NUMBER}
POCKET = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
JOINED, MOVED, RETIRED = "2026-03-02", "2026-03-30", "2026-06-01"
WHY, RULE = "二月会费还没有交清", "会籍保留期间不交会费，没有选举权、被选举权和表决权"
Counts = dict[str, int]


def test_a_worker_joins_by_phone_moves_to_the_other_town_and_retires(
    enter: Enter, server: Served, stage: Stage
) -> None:
    officer, town, west = enter("jiceng"), enter("dongzhen"), enter("xizhen")
    west.switch(WEST1)
    before = _counts(town, west)
    with stage.person("", **POCKET) as worker:
        ticket = _joins(worker, _address(officer))
        own = _is_approved_and_given_a_card(officer)
        _asks(worker, ticket, "已办结：您已是本工会会员")
        assert _counts(town, west) == {EAST: before[EAST] + 1, WEST: before[WEST]}
        _is_hidden(west, own)
        door = _opens_a_door(west)
        first = _applies_among_others(worker, door, west)
        _is_refused_once(officer, west)
        _asks(worker, first, "没有通过：请与工会联系")
        worker.open(door)
        second = _applies(worker, name=NAME, identity=NUMBER, employer="西一纺织厂", position="挡车工")
        server.move_to(MOVED)
        _is_released_and_accepted(officer, west)
        worker.open(f"{door}done/")
        _asks(worker, second, "已办结：您已是本工会会员")
    assert _counts(town, west) == {EAST: before[EAST], WEST: before[WEST] + 1}
    there = _stands_in_both_lists(officer, west, own)
    server.move_to(RETIRED)
    _retires(west, there)
    assert _counts(town, west) == before
    _has_no_vote(west, before[WEST])
    _the_timeline_shows_it_all(enter("quzong"))
    assert town.absent(there)


# By phone


def _address(officer: Person) -> str:
    """What the code on the wall says."""
    officer.go("会员", "入会二维码")
    officer.sees(f"{EAST1} 扫码入会", "用手机扫一扫")
    assert officer.page.locator("main svg path").count() > 0
    found = re.search(r"/join/\S+/", officer.page.locator("main").inner_text())
    assert found
    return found.group()


def _joins(worker: Person, address: str) -> str:
    worker.open(address[:-4] + "x/")
    worker.sees("二维码已经关闭或不完整")
    worker.watch.found = [each for each in worker.watch.found if "404" not in each]
    worker.open(address)
    worker.sees(EAST1, "我自愿加入工会")
    page = worker.page
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "wider than the phone"
    _sends(worker, name=NAME, identity=NUMBER[:-1], phone="13900010701")
    worker.sees("身份证号", "工作单位", "没有填写")
    worker.watch.found = [each for each in worker.watch.found if "409" not in each]
    assert page.locator("[name=name]").input_value() == NAME  # nothing typed is lost
    return _applies(worker, name=NAME, identity=NUMBER, employer="东一机械厂", position="钳工")


def _sends(worker: Person, **given: str) -> None:
    worker.fill(**given)
    worker.click("提交申请")


def _applies(worker: Person, **given: str) -> str:
    _sends(worker, phone="13900010701", employment="合同制", **given)
    worker.sees("申请已收到", "请记下查询号")
    ticket = worker.page.locator(".alert-success .h1").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{10}", ticket)
    _asks(worker, ticket.lower(), "办理中")
    return ticket


def _asks(worker: Person, ticket: str, answer: str) -> None:
    worker.fill(ticket=ticket)
    worker.click("查询办理情况")
    worker.sees(answer)


def _applies_among_others(worker: Person, door: str, west: Person) -> str:
    """A member of the other town, somebody unknown and a wrong name read the same; the union sees who is who."""
    told, tickets = set(), []
    for who in ({"name": NAME, "identity": NUMBER}, STRANGER, IMPOSTOR):
        worker.open(door)
        tickets.append(_applies(worker, employer="西一纺织厂", position="挡车工", **who))
        answer = worker.page.locator("main").inner_text()
        worker.open(f"{door}done/")
        told.add(answer + worker.page.locator("main").inner_text().replace(tickets[-1], "……"))
    assert len(told) == 1, told
    _asks(worker, "2222222222", "没有这个查询号")
    west.go("会员", "会员")
    west.fill(state="applied")
    west.click("查找")
    west.sees(STRANGER["name"], IMPOSTOR["name"])
    west.sees_no(NAME)
    for who in (STRANGER, IMPOSTOR):
        west.go("会员", "会员")
        west.fill(words=who["name"], state="applied")
        west.click("查找")
        west.click(who["name"])
        west.sees("手机", *(["请当面核对证件"] if who is IMPOSTOR else []))
        west.takes("不予入会", reason="不在本厂工作")
    return tickets[0]


# The old union and the new one


def _is_approved_and_given_a_card(officer: Person) -> str:
    officer.go("会员", "会员")
    officer.fill(words=NAME)
    officer.click("查找")
    officer.sees("待批准")
    officer.click(NAME)
    officer.sees("手机", "钳工")
    officer.takes("批准入会")
    officer.takes("发放卡证", card_kind="工惠卡", card_no="3301-0701", card_on=JOINED)
    officer.sees("在册", "3301-0701", "发放卡证", "工惠卡", "平衡")
    return officer.page.url.removeprefix(officer.served.address)


def _is_hidden(west: Person, own: str) -> None:
    """Not in lists, not by searching, not by address: neither the membership nor the person."""
    west.go("会员", "会员")
    west.fill(words=NAME)
    west.click("查找")
    west.sees("没有符合条件的记录")
    for words in (NAME, "baoyuan", NUMBER):
        west.page.locator(".find input[type=search]").fill(words)
        west.page.locator(".find input[type=search]").press("Enter")
        west.sees("搜什么")
        assert not [each for each in west.page.locator("main a").all_inner_texts() if NAME in each]
    for address in (own, f"{own}retain/", f"{own}paper/form/"):
        assert west.absent(address), address
    west.open()


def _opens_a_door(west: Person) -> str:
    west.go("会员", "入会二维码")
    west.sees("还没有开放")
    west.click("开放扫码入会")
    west.fill(greeting="西一厂工会欢迎您")
    west.click("登记")
    west.sees("已登记：扫码入会", "开放")
    west.go("会员", "入会二维码")
    west.sees("西一厂工会欢迎您")
    found = re.search(r"/join/\S+/", west.page.locator("main").inner_text())
    assert found
    return found.group()


def _transfer(west: Person, state: str) -> None:
    west.go("会员", "转入")
    west.fill(words=NAME)
    west.click("查找")
    west.page.locator("main tbody tr", has_text=state).locator("a").first.click()


def _release(officer: Person) -> None:
    officer.go("会员", "转出")
    officer.fill(words=NAME, state="asked")
    officer.click("查找")
    officer.click(NAME)


def _is_refused_once(officer: Person, west: Person) -> None:
    _transfer(west, "待原工会办理")
    west.sees("西一纺织厂", "手机")
    west.sees_no(EAST1)  # where somebody is a member is not the new union's to know
    _release(officer)
    officer.sees(WEST1, "期限")
    officer.take("不同意转出")
    officer.sees("没有填写")
    officer.fill(reason=WHY)
    officer.click("不同意转出", within=officer.page.locator(".form-bar"))
    officer.sees("已办理“不同意转出”", WHY)
    west.page.reload()
    west.sees("原工会不同意", WHY, "没有要办的事")
    west.sees_no(EAST1)


def _is_released_and_accepted(officer: Person, west: Person) -> None:
    _transfer(west, "待原工会办理")
    waiting = west.page.url
    _release(officer)
    officer.takes("同意转出", reply="会费已交清")
    officer.sees("待对方接收")
    west.page.goto(waiting)
    west.sees("待接收", "会费已交清")
    west.take("接收", transferred_on="2026-02-01")
    west.sees("转入日期 2026-02-01 早于原会籍开始日期")
    west.fill(transferred_on=MOVED)
    west.click("接收", within=west.page.locator(".form-bar"))
    west.sees("已办理“接收”", "已转入")
    officer.page.reload()
    officer.sees("已转出", MOVED)


def _stands_in_both_lists(officer: Person, west: Person, own: str) -> str:
    """Left the one and joined the other on the same day; where he is now is told by the new union only."""
    officer.open(own)
    officer.sees("已离会", "转出", MOVED)
    _is_balanced(officer, EAST1)
    officer.go("会员", "会员")
    officer.fill(words=NAME, state="active")
    officer.click("查找")
    officer.sees("没有符合条件的记录")
    west.go("会员", "会员")
    west.fill(words=NAME, state="active")
    west.click("查找")
    west.sees("西一纺织厂", "3301-0701")
    west.click(NAME)
    west.sees("转入", MOVED, "挡车工", "首次入会日期", JOINED)
    _is_balanced(west, WEST1)
    there = west.page.url.removeprefix(west.served.address)
    assert officer.absent(there)
    return there


def _is_balanced(person: Person, union: str) -> None:
    """期初 + 增加 − 减少 = 现有, and the same number stands in the catalogue."""
    part = person.page.locator("section.card", has_text="会员增减")
    start, joined, left, now, said = part.locator("tbody td").all_inner_texts()
    assert int(start) + int(joined) - int(left) == int(now), (start, joined, left, now)
    assert (said, int(joined) > 0) == ("平衡", True)
    own = person.page.url
    assert _figure(person, union) == int(now)
    person.page.goto(own)


# Numbers


def _figure(person: Person, org: str) -> int:
    """Members of an org at the end of the year; the page says of which org."""
    person.go("考核报表", "指标目录")
    person.fill(q="会员人数", period="2026")
    person.click("查看")
    person.page.wait_for_url(lambda url: "period=2026" in url)
    person.sees(f"{org} · 2026年")
    row = person.page.locator("main tr", has=person.page.get_by_role("link", name="会员人数", exact=True))
    return int(row.locator("a.figure-link").first.inner_text().replace(",", ""))


def _counts(town: Person, west: Person) -> Counts:
    west.switch(WEST)
    found = {EAST: _figure(town, EAST), WEST: _figure(west, WEST)}
    west.switch(WEST1)
    return found


# Afterwards


def _retires(west: Person, there: str) -> None:
    west.open(there)
    west.takes("保留会籍", retained_why="退休", retained_on=RETIRED)
    west.sees("保留会籍", "退休", RULE, "转保留")
    _is_balanced(west, WEST1)


def _has_no_vote(west: Person, town: int) -> None:
    """The roll of the union leaves him out, and nobody may propose him."""
    active = _figure(west, WEST1)
    assert 0 < active < town
    west.go("组织", "工会选举")
    west.click("筹备选举")
    west.fill(kind="首届", term_no="1", term_years="3", planned_on="2026-07-01", meeting="会员大会")
    west.fill(**{"races-0-seats": "3"})
    west.click("登记")
    west.sees("已登记：工会选举")
    west.takes("报送请示和选举办法")
    west.takes("批复同意", plan_approval="西工〔2026〕7号")
    west.click("提名候选人", within=west.page.locator(".steps-now"))
    west.fill(**{"candidates-0-name": NAME, "candidates-0-race": "工会委员会"})
    west.click("提名候选人", within=west.page.locator(".form-bar"))
    west.sees(f"“{NAME}”不在会员名册中")
    west.fill(**{"candidates-0-identity": NUMBER})
    west.click("提名候选人", within=west.page.locator(".form-bar"))
    west.sees(f"“{NAME}”没有被选举权", "会籍保留期间")
    west.click("取消")
    west.sees("会员数", str(active))
    west.takes("撤回", reason="人选另议")


def _the_timeline_shows_it_all(chief: Person) -> None:
    chief.go("会员", "人员")
    chief.fill(q=NAME)
    chief.page.locator("main form").first.locator("button").first.click()
    chief.click(NAME)
    chief.sees("经过", EAST1, WEST1)
    line = [" ".join(each.split()) for each in chief.page.locator("main .list-group-item").all_inner_texts()]
    expected = (
        (JOINED, "会员增加", "新入会"),
        (JOINED, "发放卡证", "工惠卡"),
        (JOINED, "转出", "不同意"),
        (MOVED, "会员", "已离会", EAST1),
        (MOVED, "会员减少", "转出"),
        (MOVED, "转入", "已转入", WEST1),
        (MOVED, "会员增加", "转入"),
        (RETIRED, "会员", "保留会籍", WEST1),
        (RETIRED, "会员减少", "转保留"),
    )
    for words in expected:
        assert any(all(word in each for word in words) for each in line), (words, line)
    days = [each[:10] for each in line]
    assert days == sorted(days, reverse=True)
