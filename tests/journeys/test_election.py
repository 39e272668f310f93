"""A union is elected anew on paper ballots: from the plan to the file, with a void round, and what comes of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tests.journeys.browsing import Person, Stage, sign_in
from tests.journeys.cast import EAST, EAST2, identity
from tests.journeys.serving import Served
from tests.journeys.tables import cells, write

Enter = Callable[..., Person]
Cells = Mapping[str, str]
UNION, AUDIT, WOMEN, CHAIR = "工会委员会", "经费审查委员会", "女职工委员会", "主席"
LADIES = ["李梅", "白洁", "郑芳", "谢婷", "秦岚", "余静", "邓丽", "孔燕", "汪敏", "沈洁", "罗英", "卢娟", "贺莉"]
MEN = ["方正", "田勇", "金波", "杜强", "石坚", "何平", "马成", "牛力", "任重", "毛峰", "范伟", "岳山", "汤明", "成功"]
NUMBERS = {name: identity(740 + 2 * place) for place, name in enumerate(LADIES)} | {
    name: identity(741 + 2 * place) for place, name in enumerate(MEN)
}
FIRST_LIST = {UNION: ("李梅", "方正", "杜强", "田勇"), AUDIT: ("秦岚", "石坚", "何平"), WOMEN: ("谢婷", "白洁", "郑芳")}
CHAIRS = ("李梅", "方正")
BARRED = "正在接受纪律审查"
PLANNED, POSTED, SHORT, LAST = "2026-04-16", "2026-03-31", "2026-04-07", "2026-04-08"
"""Five working days from 31 March: 1, 2, 3, 7 and 8 April, as the 6th is a holiday."""
REPORTED, REPLY_BY, LEGAL_BY = "2026-04-17", "2026-05-06", "2026-06-05"
"""Fifteen days end on Saturday 2 May, inside a holiday: the next working day is the 6th."""
CLERK, OWN = "吕慧", "Toupiao-gongzuo-2026"


def test_a_union_is_elected_on_paper_ballots(enter: Enter, server: Served, stage: Stage) -> None:
    town, west = enter("dongzhen"), enter("xizhen")
    with _officer_of_the_union(enter, stage) as officer:
        _members_are_loaded(officer)
        _old_committee_is_entered(officer)
        entitled = _is_prepared(officer)
        own = officer.page.url.removeprefix(officer.served.address)
        _plan_is_approved(officer, town)
        server.move_to("2026-03-16")
        _candidates_are_found(officer)
        _list_is_posted_for_all_its_days(officer, server)
        server.move_to(PLANNED)
        present = _meeting_opens(officer, entitled)
        _first_round_is_void(officer, present)
        _second_round_is_counted(officer, present)
        _posts_are_given(officer)
        _is_approved_within_the_limit(officer, town, server)
        _stands_in_the_registers(officer)
        officer.open(own)
        _papers_are_printed(officer, entitled, present)
        officer.open(own)
        _is_filed(officer)
        assert west.absent(own)
        assert west.absent(f"{own}paper/count/")
    server.as_it_is()
    _auditor_reads_the_journal(enter("shenji"), own.rstrip("/").rsplit("/", 1)[1])


def _open_step(person: Person, step: str) -> None:
    person.click(step, within=person.page.locator(".steps-now"))


def _submit(person: Person, step: str) -> None:
    person.click(step, within=person.page.locator(".form-bar"))


def _done(person: Person, step: str) -> None:
    _submit(person, step)
    person.sees(f"已办理“{step}”")


# Before


@contextmanager
def _officer_of_the_union(enter: Enter, stage: Stage) -> Iterator[Person]:
    """An account of the union's own, so that whoever asks is not whoever approves."""
    keeper, chief = enter("anquan"), enter("quzong")
    keeper.switch(EAST2)
    keeper.go("系统", "账号")
    keeper.click("开通账号")
    keeper.fill(name=CLERK, username="huanjie", reason="负责换届")
    keeper.click("开通账号")
    keeper.sees("只显示这一次")
    password = keeper.page.locator("main .user-select-all").inner_text()
    chief.switch(EAST2)
    chief.go("系统", "任免职务")
    chief.click(CLERK)
    chief.click("任命职务")
    chief.fill(role="officer", starts="2026-03-01", reason="镇总工会通知")
    chief.click("任命")
    chief.sees("基层工会干部", "在任")
    with stage.person("") as officer:
        sign_in(officer, "huanjie", password)
        officer.fill(oldpassword=password, password1=OWN, password2=OWN)
        officer.page.locator("main button.btn-primary").click()
        officer.page.locator(".rail").wait_for()
        yield officer


def _members_are_loaded(officer: Person) -> None:
    rows = [f"{name},{number},东二食品厂,合同制,2018-05-01" for name, number in NUMBERS.items()]
    text = "\n".join(["姓名,身份证号,工作单位,用工形式,入会日期", *rows])
    officer.go("会员", "会员")
    officer.click("导入")
    file = {"name": "东二厂会员名册.csv", "mimeType": "text/csv", "buffer": text.encode()}
    officer.page.locator("#files").set_input_files(file)
    officer.click("上传并检查")
    officer.sees(f"没有发现错误，可以导入 {len(rows)} 条")
    officer.click(f"导入这 {len(rows)} 条")
    officer.sees("李梅", "撤销这次导入")


def _old_committee_is_entered(officer: Person) -> None:
    """Its term ends in April: it is on the list of what is due."""
    officer.go("组织", "委员会")
    officer.click("登记", exact=False)
    officer.fill(kind=UNION, term_no="4", term_years="3", elected_on="2023-04-20", seats="3", members_then="28")
    officer.click("登记")
    officer.sees("已登记：委员会", "2026-04-19", "任期内")
    officer.go("组织", "任职")
    officer.page.locator(".page-actions").get_by_role("link", name="登记任职").click()
    officer.fill(name="马成", identity=NUMBERS["马成"], title=CHAIR, since="2023-04-20")
    officer.click("登记")
    officer.sees("已登记：任职", "马成", "在任")
    officer.go("组织", "换届和培训提醒")
    officer.sees(EAST2, "2026-04-19")


def _is_prepared(officer: Person) -> int:
    """Members and women come out of the register; a committee of eight is more than the table allows."""
    officer.go("组织", "工会选举")
    officer.click("筹备选举")
    officer.fill(kind="换届", term_no="5", term_years="3", planned_on=PLANNED, meeting="会员大会")
    seats = {UNION: "8", AUDIT: "3", WOMEN: "3", CHAIR: "1"}
    write(officer, "races", *({"race": race, "seats": number} for race, number in seats.items()))
    officer.click("登记")
    officer.sees("工会委员会委员 8 人不合规定：应为 3 至 7 人", "第八条")
    assert cells(officer, "races")[3] == {"race": CHAIR, "seats": "1"}
    write(officer, "races", {"race": UNION, "seats": "3"})
    officer.click("登记")
    officer.sees("已登记：工会选举", "筹备中")
    facts = officer.page.locator("dl.facts > div")
    members, women = (
        int(facts.filter(has_text=title).locator("dd").first.inner_text()) for title in ("会员数", "女会员数")
    )
    assert (members >= len(NUMBERS), len(LADIES) <= women < members) == (True, True), (members, women)
    return members


def _plan_is_approved(officer: Person, town: Person) -> None:
    own = officer.page.url
    officer.click("选举办法（草案）")
    officer.sees("工会委员会委员", "差额", "不少于 5 个工作日", "2/3", "超过应到会人数的 1/2")
    officer.page.goto(own)
    officer.takes("报送请示和选举办法")
    officer.sees("等待：", "批复同意（上级工会）")
    town.go("组织", "工会选举")
    town.fill(state="submitted", own="")
    town.click("查找")
    town.page.locator("main tbody tr", has_text=EAST2).locator("a").first.click()
    town.takes("退回修改", reason="补充党组织意见")
    officer.page.reload()
    officer.sees("筹备中", "补充党组织意见")
    officer.takes("报送请示和选举办法")
    town.page.reload()
    town.takes("批复同意", plan_approval="东工〔2026〕12号")
    officer.page.reload()
    officer.sees("同意筹备", "东工〔2026〕12号")


def _candidates_are_found(officer: Person) -> None:
    """Nobody who heads the firm; one is found unfit, so that another has to be found, who proposes himself."""
    _open_step(officer, "提名候选人")
    rows = [{"name": name, "race": race} for race, names in FIRST_LIST.items() for name in names]
    write(officer, "candidates", *rows, *({"name": name, "race": CHAIR} for name in CHAIRS))
    write(officer, "candidates", {"name": "田勇", "race": UNION, "capacity": "法定代表人"})
    _submit(officer, "提名候选人")
    officer.sees("“田勇”是法定代表人，不得作为本单位工会委员会成员候选人")
    write(officer, "candidates", {"name": "田勇", "race": UNION, "capacity": "无"})
    _done(officer, "提名候选人")
    _vet(officer, group="钱进、方正", why="")
    officer.sees("“方正”是候选人，不能参加资格审查组")
    officer.fill(vetting_group="钱进、吕慧")
    _submit(officer, "资格审查")
    officer.sees("“杜强”审查不合格：请写明理由")
    write(officer, "candidates", {"name": "杜强", "race": UNION, "why": BARRED})
    _submit(officer, "资格审查")
    officer.sees("“工会委员会”应选 3 人，合格候选人 3 名", "至少 4 名")
    officer.click("取消")
    _open_step(officer, "提名候选人")
    write(officer, "candidates", {"name": "金波", "race": UNION, "by": "自荐"})
    _done(officer, "提名候选人")
    officer.sees("个人自荐")
    _vet(officer, group="钱进、吕慧", why=BARRED)
    officer.sees("已办理“资格审查”", "不合格", BARRED, "候选人（13 名）")


def _vet(officer: Person, group: str, why: str) -> None:
    _open_step(officer, "资格审查")
    officer.fill(vetting_group=group, party_opinion="同意")
    for row in cells(officer, "candidates"):
        unfit = {"verdict": "不合格", "why": why} if row["name"] == "杜强" else {"verdict": "合格"}
        write(officer, "candidates", {"name": row["name"], "race": row["race"], **unfit})
    _submit(officer, "资格审查")


def _list_is_posted_for_all_its_days(officer: Person, server: Served) -> None:
    server.move_to(POSTED)
    officer.takes("公示", posted_on=POSTED)
    officer.sees("公示期满", LAST)
    officer.click("候选人公示")
    officer.sees("方正、田勇、李梅、金波", "2026年3月31日至2026年4月8日")  # by the strokes of the surname
    officer.sees_no("杜强", BARRED, NUMBERS["方正"])
    officer.page.go_back()
    server.move_to(SHORT)
    officer.take("公示期满", taken_down_on=SHORT)
    officer.sees(f"公示期 5 个工作日到 {LAST} 才满（公示当日不算），{SHORT} 撤下少于规定")
    server.move_to(LAST)
    officer.fill(taken_down_on=LAST)
    _done(officer, "公示期满")
    officer.sees("候选人已确定", "无异议")


# The meeting


def _meeting_opens(officer: Person, entitled: int) -> int:
    """The roll is the register's; the quorum is two thirds; whoever counts does not stand."""
    present = entitled - 3
    _open_step(officer, "召开大会")
    officer.sees(f"名册 {entitled} 人")
    assert officer.page.locator("[name=entitled]").input_value() == str(entitled)
    fewer = -(-entitled * 2 // 3) - 1
    officer.fill(present=str(fewer), scrutineers="牛力、任重", tellers="金波", presided_by="马成")
    _submit(officer, "召开大会")
    officer.sees(f"实到 {fewer} 人，不足应到会人数的 2/3（至少 {fewer + 1} 人）")
    officer.fill(present=str(present))
    _submit(officer, "召开大会")
    officer.sees("“金波”是候选人，不能担任计票人")
    officer.fill(tellers="毛峰、余静", entitled=str(entitled - 1))
    _submit(officer, "召开大会")
    officer.sees(f"应到 {entitled - 1} 人，与名册的 {entitled} 人不一致")
    officer.fill(entitled=str(entitled))
    _done(officer, "召开大会")
    officer.sees("大会进行中", "还要投票的")
    return present


def _ballot(race: str, present: int, returned: int) -> Cells:
    return {"race": race, "issued": str(present), "returned": str(returned), "valid": str(present)}


def _vote(race: str, name: str, yes: int, present: int) -> Cells:
    return {"name": name, "race": race, "yes": str(yes), "no": str(present - yes), "abstain": "0"}


def _first_round_is_void(officer: Person, present: int) -> None:
    """One ballot too many for the committee: its vote does not count, the others stand."""
    _open_step(officer, "登记计票结果")
    races = (UNION, AUDIT, WOMEN, CHAIR)
    write(officer, "ballots", *(_ballot(race, present, present + (race == UNION)) for race in races))
    for row in [each for each in cells(officer, "votes") if each["name"]]:
        yes = present - 4 if row["race"] != CHAIR or row["name"] == "方正" else 4
        write(officer, "votes", _vote(row["race"], row["name"], yes, present))
    _done(officer, "登记计票结果")
    officer.sees(f"收回选票 {present + 1} 张，多于发出的 {present} 张，选举无效，重新投票")
    officer.take("宣布选举结果", announced_on=PLANNED)
    officer.sees("还没有全部选出", "“工会委员会”还差 3 人（重新投票）")
    officer.click("取消")


def _second_round_is_counted(officer: Person, present: int) -> None:
    """Only what is open is voted on; numbers that cannot be are refused, and what was typed is still there."""
    _open_step(officer, "登记计票结果")
    assert [row["race"] for row in cells(officer, "ballots")] == [UNION]
    votes = {"方正": present - 1, "田勇": present - 4, "李梅": present - 6, "金波": 8}
    write(officer, "ballots", _ballot(UNION, present, present))
    write(officer, "votes", *(_vote(UNION, name, yes, present) for name, yes in votes.items()))
    write(officer, "votes", {"name": "方正", "race": UNION, "yes": str(present + 5)})
    _submit(officer, "登记计票结果")
    officer.sees(f"“方正”赞成 {present + 5}、不赞成 1、弃权 0，合计 {present + 6}，应等于有效票 {present} 张")
    kept = {row["name"]: row["yes"] for row in cells(officer, "votes") if row["name"]}
    assert kept == {name: str(yes) for name, yes in (votes | {"方正": present + 5}).items()}
    write(officer, "votes", {"name": "方正", "race": UNION, "yes": str(present - 1)})
    _done(officer, "登记计票结果")
    officer.sees("第 2 轮选票", "当选 3 人：方正、田勇、李梅")
    officer.takes("宣布选举结果", announced_on=PLANNED)
    officer.sees("已宣布结果")


# Afterwards


def _posts_are_given(officer: Person) -> None:
    _open_step(officer, "第一次全体会议和分工")
    given = (
        {"name": "田勇", "title": "副主席", "votes": "1", "division": "组织"},
        {"name": "石坚", "title": "经审委主任", "votes": "3"},
        {"name": "白洁", "title": "女工委主任"},
    )
    write(officer, "posts", *given)
    _submit(officer, "第一次全体会议和分工")
    officer.sees("“田勇”得 1 票，委员会 3 人，至少 2 票才能当选副主席")
    write(officer, "posts", {"name": "田勇", "votes": "3"})
    _done(officer, "第一次全体会议和分工")
    officer.sees("当选职务和分工", "经审委主任")


def _is_approved_within_the_limit(officer: Person, town: Person, server: Served) -> None:
    server.move_to(REPORTED)
    officer.takes("报送选举结果", reported_on=REPORTED)
    officer.sees(f"期限 {REPLY_BY}", "等待：", "批复当选（上级工会）")
    assert officer.page.locator(".steps-now").get_by_role("link", name="批复当选").count() == 0
    server.move_to(REPLY_BY)
    town.page.reload()
    town.sees("今天到期")
    town.takes("批复当选", approval="东工〔2026〕20号")
    officer.page.reload()
    officer.sees("已批复", "东工〔2026〕20号", "法人变更期限", LEGAL_BY)


def _stands_in_the_registers(officer: Person) -> None:
    officer.go("组织", "委员会")
    rows = [each.inner_text() for each in officer.page.locator("main tbody tr").all()]
    found = [each for each in rows if "东二厂工会" in each]  # the figures at the foot name no union
    standing = [each for each in found if "任期内" in each]
    assert len(standing) == 3, found
    assert all(PLANNED in each for each in standing), standing
    assert [("2023-04-20" in each, "已终止" in each) for each in found if "任期内" not in each] == [(True, True)], found
    officer.go("组织", "任职")
    rows = [each.inner_text() for each in officer.page.locator("main tbody tr").all()]
    for name, title, state in (
        *(("方正", CHAIR, "在任"), ("田勇", "副主席", "在任"), ("李梅", "委员", "在任"), ("马成", CHAIR, "已离任")),
        *(("石坚", "经审委主任", "在任"), ("白洁", "女工委主任", "在任"), ("郑芳", "女工委委员", "在任")),
    ):
        assert any(name in each and title in each and state in each for each in rows), (name, rows)
    assert not any("金波" in each or "杜强" in each for each in rows)
    officer.go("组织", "换届和培训提醒")
    officer.sees("方正", LEGAL_BY)
    officer.sees_no("2026-04-19")


def _papers_are_printed(officer: Person, entitled: int, present: int) -> None:
    page = officer.page
    links = page.locator(".page-actions a[href*='/paper/']")
    addresses = dict(links.evaluate_all("all => all.map(each => [each.innerText.trim(), each.getAttribute('href')])"))
    assert len(addresses) == 16
    told = {}
    for title, address in addresses.items():
        officer.open(address)
        assert page.locator(".sheet-title").inner_text() == title
        told[title] = " ".join(page.locator(".sheet").inner_text().split())
        assert "None" not in told[title]
    expected = {
        "选举请示": (f"{EAST}：", f"现有会员 {entitled} 人", "大会直接选举"),
        "候选人建议名单": ("金波 个人自荐", "杜强", BARRED),
        "应到实到人数报告": (f"应到 {entitled} 人", f"实到 {present} 人", "缺席 3 人"),
        "选票：工会委员会委员": ("方正 田勇 李梅 金波", "应选 3 名"),
        "监票人、计票人名单": ("牛力、任重", "毛峰、余静"),
        "计票结果报告单": ("选举无效，重新投票", "第 2 轮", f"方正 {present - 1} 1 0 当选", "金波 8"),
        "关于选举结果的报告": ("共投票 2 轮", "田勇"),
        "关于当选人员的批复": ("东工〔2026〕20号", "主席：方正", "2026年5月6日"),
        "工会法定代表人变更登记表": ("方正", "2026年6月5日前"),
    }
    for title, words in expected.items():
        assert not [each for each in words if each not in told[title]], (title, words, told[title])
    officer.open(addresses["关于当选人员的批复"])
    content = officer.download("下载 Word", within=page.locator(".page-actions")).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        text = book.read("word/document.xml").decode()
    assert not [each for each in ("关于当选人员的批复", "主席：方正", "东工〔2026〕20号") if each not in text]
    page.emulate_media(media="print")
    assert page.locator(".sheet").is_visible()
    assert not page.locator(".rail").is_visible()
    assert page.pdf()[:4] == b"%PDF"
    page.emulate_media(media="screen")


def _is_filed(officer: Person) -> None:
    officer.takes("登记法人变更", legal_changed_on=REPLY_BY)
    officer.takes("归档", filed_on=REPLY_BY, archive_no="2026-换届-01")
    officer.sees("已归档", "2026-换届-01")


def _auditor_reads_the_journal(auditor: Person, number: str) -> None:
    """Every step with who took it; the record itself is no business of the auditor's."""
    auditor.go("系统", "办理日志")
    auditor.fill(record=number)
    auditor.click("查找")
    rows = [" ".join(each.inner_text().split()) for each in auditor.page.locator("main tbody tr").all()]
    expected = (("登记计票结果", CLERK), ("公示", CLERK), ("归档", CLERK), ("批复当选", "钱进"), ("退回修改", "钱进"))
    for what, who in expected:
        assert any(f"工会选举：{what}" in each and who in each for each in rows), (what, rows)
    assert sum("工会选举：登记计票结果" in each for each in rows) == 2
    assert any("补充党组织意见" in each for each in rows)
    assert auditor.absent(f"/r/officers.election/{number}/")
