"""A firm from the census to the legal-person certificate of its union, with what the table and the journal say."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator

from liuyou.kernel.orgs.codes import make_union_code
from tests.journeys.browsing import PHONE, Person
from tests.journeys.cast import COUNTY, DAY, EAST
from tests.journeys.serving import Served

Enter = Callable[..., Person]
FIRM, OTHER, UNION = "东新五金厂", "东河物流公司", "东新五金厂工会"
CENSUS = "2026年春季普查"
CODE = make_union_code("330102", 901)


def test_a_firm_without_a_union_comes_to_one_that_is_a_legal_person(enter: Enter, server: Served) -> None:
    chief, town = enter("quzong"), enter("dongzhen")
    before = _table(chief, "未建会", "应建未建", "职工数", "单独工会", "手续齐全", "本年新建会")
    _census_is_opened(chief)
    _calls_are_listed(town)
    _visitor_calls_with_a_phone(enter("dongzhen", viewport=PHONE, has_touch=True, is_mobile=True))
    _table_shows_it_without_a_union(chief, before)
    case = _union_is_asked_for(town)
    _preparing_is_sent_back_and_agreed_to(chief, town, server, case)
    _congress_is_asked_for_and_held(chief, town, server, case)
    _result_is_refused_once_and_approved(chief, town, server, case)
    _union_stands(chief, before)
    record = _union_becomes_a_legal_person(town, server)
    assert _table(chief, "手续齐全") == [before[4] + 1]
    _legal_person_changes(town, server)
    _sister_town_sees_nothing(enter("xizhen"), case, record)
    _auditor_sees_the_steps(enter("shenji"), server)


def _table(person: Person, *columns: str) -> list[int]:
    """Numbers of the eastern town as the organising table of the county has them."""
    person.go("组织", "组建情况表")
    return [int(_cell(person, EAST, column).inner_text().replace(",", "").replace("—", "0")) for column in columns]


def _cell(person: Person, row: str, column: str) -> Locator:
    table = person.page.locator(".org-table")
    titles = [each.rstrip(" ↓↑") for each in table.locator("thead tr").nth(1).locator("th").all_inner_texts()]
    return (
        table.locator("tbody tr", has=person.page.get_by_role("rowheader", name=row))
        .locator("td")
        .nth(titles.index(column))
    )


# The census


def _census_is_opened(chief: Person) -> None:
    chief.go("组织", "普查进度")
    chief.click("开展普查")
    chief.fill(title=CENSUS, starts_on=DAY, ends_on="2026-02-28")
    chief.click("登记")
    chief.sees("早于开始日期")
    chief.fill(ends_on="2026-05-31")
    chief.click("登记")
    chief.sees("已登记：普查", "进行中")


def _calls_are_listed(town: Person) -> None:
    town.go("组织", "普查进度")
    town.sees(CENSUS)
    town.fill(visitor="钱进")
    town.click("列入名单")
    town.sees("已把 2 家未建会单位列入走访名单")
    town.click("列入名单")
    town.sees("没有新增")


def _visitor_calls_with_a_phone(visitor: Person) -> None:
    visitor.go("组织", "普查进度")
    visitor.click("走访名单")
    visitor.sees("2 家", FIRM, OTHER)
    page = visitor.page
    page.locator(".call-card", has_text=FIRM).click()
    page.locator("label", has_text="未建会").first.click()
    visitor.fill(workers="40", women="9")
    visitor.click("登记结果，到下一家")
    visitor.sees("请填写未建会原因")
    page.get_by_text("经营者不支持", exact=True).click()
    visitor.click("登记结果，到下一家")
    visitor.sees(f"“{FIRM}”已走访")
    assert visitor.heading() == OTHER  # the next of the list
    visitor.click("无人在场")
    visitor.sees("无人在场，已记下", "没有待走访的单位")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
    assert page.evaluate(wide)


def _table_shows_it_without_a_union(chief: Person, before: list[int]) -> None:
    chief.go("组织", "普查进度")
    chief.sees(CENSUS, "50%", EAST)
    assert _table(chief, "未建会", "应建未建", "职工数") == [*before[:2], before[2] + 10]
    _cell(chief, EAST, "未建会").locator("a").click()
    chief.sees("2 家", "与指标一致")
    chief.page.locator("main tbody tr", has_text=EAST).locator("a").first.click()
    chief.sees("用人单位", "未建会")
    chief.go("组织", "用人单位")
    chief.click(FIRM)
    chief.sees("经营者不支持", "更新人数", "40")


# Founding


def _union_is_asked_for(town: Person) -> str:
    town.go("组织", "建会办理")
    town.click("登记建会意向")
    town.fill(name=UNION, form="单独建会", sector="非公有制企业", employers="东新五厂", workers="40")
    town.fill(responsible="钱进", contact="段工", phone="13800000001", intent_on=DAY)
    town.click("登记")
    town.sees("单位台账中没有“东新五厂”")
    town.fill(employers=FIRM)
    town.click("登记")
    town.sees("有意向", FIRM)
    case = town.page.url.rstrip("/").rsplit("/", 1)[1]
    group = {"group-0-name": "段工", "group-0-role": "职工代表"}
    town.take("提交建会请示", applied_on=DAY, **group)
    town.sees("筹备组里没有党组织代表")
    town.fill(**{"group-1-name": "钱进", "group-1-role": "上级工会派员"})
    town.click("提交建会请示", within=town.page.locator(".form-bar"))
    town.sees("已申请筹建")
    return case


def _from_todo(person: Person, number: str) -> None:
    """The town's own case; the county above finds it among all that it may do."""
    person.go("工作台", "待办")
    person.click("我能办的全部")
    person.page.locator("main").get_by_role("link", name=f"建会办理 第 {number} 号").first.click()


def _preparing_is_sent_back_and_agreed_to(chief: Person, town: Person, server: Served, case: str) -> None:
    server.move_to("2026-03-05")
    _from_todo(chief, case)
    chief.takes("退回补正", reason="缺营业执照复印件")
    _from_todo(town, case)
    town.sees("缺营业执照复印件", "有意向")
    town.takes(
        "提交建会请示",
        applied_on="2026-03-05",
        **{"group-0-name": "段工", "group-0-role": "职工代表", "group-1-name": "钱进", "group-1-role": "上级工会派员"},
    )
    _from_todo(chief, case)
    chief.takes("同意筹建", prepared_on="2026-03-05", prepared_no="东工〔2026〕8号")
    chief.sees("筹建中")


def _congress_is_asked_for_and_held(chief: Person, town: Person, server: Served, case: str) -> None:
    server.move_to("2026-03-16")
    _from_todo(town, case)
    asked = {"members": "30", "women": "8", "congress_kind": "会员大会", "planned_on": "2026-03-25", "seats": "2"}
    town.take("申请召开成立大会", **asked, audit_seats="3", congress_applied_on="2026-03-16")
    town.sees("委员会应有委员 3–7 人")
    town.fill(seats="3")
    town.click("申请召开成立大会", within=town.page.locator(".form-bar"))
    town.sees("已申请开会")
    _from_todo(chief, case)
    chief.takes("同意召开大会", congress_approved_on="2026-03-17", congress_no="东工〔2026〕11号")
    server.move_to("2026-03-26")
    _from_todo(town, case)
    town.take("登记选举结果", **_result("15"))
    town.sees("应超过应到会人数的半数（至少 16 票）")
    town.fill(lowest_votes="16")
    town.click("登记选举结果", within=town.page.locator(".form-bar"))
    town.sees("已选举", "段工")
    town.takes("报送选举结果", reported_on="2026-03-26")


def _result(votes: str) -> dict[str, str]:
    meeting = {"congress_on": "2026-03-25", "entitled": "30", "present": "28", "lowest_votes": votes}
    elected = {"term_years": "3", "chair": "段工", "committee": "3", "audit_committee": "3", "audit_head": "葛审"}
    return meeting | elected | {"women_body": "女职工委员", "women_head": "安女"}


def _result_is_refused_once_and_approved(chief: Person, town: Person, server: Served, case: str) -> None:
    _from_todo(chief, case)
    chief.takes("退回重新选举", reason="监票人同时是候选人")
    chief.sees("同意开会")
    server.move_to("2026-04-02")
    _from_todo(town, case)
    town.sees("监票人同时是候选人")
    town.takes("登记选举结果", **_result("22") | {"congress_on": "2026-04-01"})
    town.takes("报送选举结果", reported_on="2026-04-02")
    _from_todo(chief, case)
    chief.takes("批准成立", approved_on="2026-04-02", approved_no="东工〔2026〕15号", founded_on="2026-04-01")
    chief.sees("已批准成立", "2026-04-01")
    chief.click("关于成立工会和选举结果的批复")
    chief.sees(f"同意成立{UNION}", "东工〔2026〕15号")


def _union_stands(chief: Person, before: list[int]) -> None:
    chief.go("组织", "组织树")
    chief.fill(q=UNION)
    chief.click("查看")
    chief.sees(UNION, EAST, "存续")
    assert _table(chief, "未建会", "应建未建", "单独工会", "本年新建会") == [
        *(before[0] - 1, before[1] - 1),
        *(before[3] + 1, before[5] + 1),
    ]
    chief.go("组织", "用人单位")
    chief.fill(words=FIRM)
    chief.click("查找")
    chief.click(FIRM)
    chief.sees("单独", UNION, "2026-04-01")


# The legal person


def _union_becomes_a_legal_person(town: Person, server: Served) -> str:
    server.move_to("2026-04-20")
    town.go("组织", "工会档案")
    town.click(UNION)
    town.sees("最后日期", "2026-06-01")  # 60 days after the approval
    town.take("登记开户", account_on="2026-04-20")
    town.sees("请先登记刻章和法人资格")
    town.click("取消")
    town.takes("登记刻章", seals_on="2026-04-08")
    certificate = {"code": CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "certificate": "示工法证字第901号"}
    days = {"certified_on": "2026-04-15", "valid_until": "2029-04-14", "representative": "段工"}
    town.take("登记法人资格", **certificate, **days)
    town.sees("校验位不对")
    town.fill(code=CODE)
    town.click("登记法人资格", within=town.page.locator(".form-bar"))
    town.sees("示工法证字第901号", "首次登记")
    town.takes("登记开户", account_on="2026-04-17", bank="县农商银行")
    town.takes("登记经费关系", levy_on="2026-04-20", levy_no="税工 0901")
    return town.page.url.removeprefix(town.served.address)


def _legal_person_changes(town: Person, server: Served) -> None:
    server.move_to("2026-05-06")
    town.takes("法人事项变动", what="法定代表人", changed_on="2026-05-06")
    server.move_to("2026-06-08")
    town.go("组织", "法人证书期限")
    town.sees(UNION, "2026-06-05")  # 30 days are over
    town.click(UNION)
    town.takes("办结变更登记", filed_on="2026-06-08", representative="安女")
    town.sees("安女", "变更登记", "逾期")


def _sister_town_sees_nothing(west: Person, case: str, record: str) -> None:
    for register in ("用人单位", "工会档案", "建会办理", "走访核查"):
        west.go("组织", register)
        west.sees_no(FIRM)
    west.go("组织", "组建情况表")
    west.sees_no(EAST, FIRM)
    for address in (record, f"/r/organising.formation/{case}/", f"{record}seal/"):
        assert west.absent(address), address


def _auditor_sees_the_steps(auditor: Person, server: Served) -> None:
    server.as_it_is()
    auditor.go("系统", "办理日志")
    for words, what in (
        ("监票人同时是候选人", "退回重新选举"),
        ("缺营业执照复印件", "退回补正"),
        ("东工〔2026〕15号", "批准成立"),
    ):
        auditor.fill(words=words)
        auditor.click("查找")
        auditor.sees(what, "赵敏", EAST)
    assert auditor.absent("/r/organising.formation/"), COUNTY
