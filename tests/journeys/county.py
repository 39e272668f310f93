"""The county in which the journeys are made, built by the actions themselves on an empty database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from liuyou.areas.activities.models import Activity
from liuyou.areas.aid import screens as aid
from liuyou.areas.aid.actions import applications
from liuyou.areas.bargaining import screens as bargaining
from liuyou.areas.members import screens as members
from liuyou.areas.officers import screens as officers
from liuyou.areas.officers.actions import elections
from liuyou.areas.organising import screens as organising
from liuyou.areas.organising.actions import census, formation
from liuyou.areas.organising.imports import comparison
from liuyou.areas.organising.models import Campaign
from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint, operator
from liuyou.kernel.accounts.models import User
from liuyou.kernel.accounts.starting import ensure_account
from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents import library, numbering, papers
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.intake.driver import enter
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.orgs.codes import make_credit_code, make_union_code
from liuyou.kernel.web import attachments
from liuyou.kernel.web.imports import uploads
from liuyou.kernel.web.screens import SCREENS, Screen
from liuyou.reports.summaries import SHIPPED
from tests.journeys.cast import CAST, COUNTY, DAY, EAST, EAST1, EAST2, PASSWORD, WEST, WEST1, WEST2, identity

SINCE, TODAY = date(2010, 1, 1), date.fromisoformat(DAY)
BATCH = 12
"""Applications of the second western union that wait for approval; the last one's notice is still running."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500015e5f3a2a0000000049454e44ae426082"
)
LEDGER = "姓名,身份证号,救助项目,发放金额,发放日期,资金来源\n李{0},{1},送温暖,{2},{3},工会经费\n"


def build() -> None:
    """Once: tree, accounts, parameters, records in several states, a paper, an import."""
    actor = operator()
    orgs = _tree(actor)
    appoint(actor, orgs[COUNTY], "全权", ["*"], since=SINCE)
    county: dict[str, Any] = {"org": orgs[COUNTY], "actor": actor}
    override_parameter("accounts.totp_required", False, since=SINCE, reason="人员均为虚构", **county)
    override_parameter("aid.low_income_baseline", 1200, since=date(2020, 1, 1), reason="民政部门公布", **county)
    for each in CAST.values():
        ensure_account(each.username, each.name, PASSWORD, each.role, orgs[each.org], SINCE)
    _aid(orgs, actor)
    _others(orgs, actor)
    _employers(orgs, actor)
    _unions(orgs, actor)
    _census(orgs, actor)
    _members(orgs, actor)
    _officers(orgs, actor)
    _papers(orgs, User.objects.get(username="quzong").actor)


def _tree(actor: Actor) -> dict[str, int]:
    county = Founding(COUNTY, "federation", None, SINCE, region="330102")
    towns = [Founding(name, "federation", county, SINCE) for name in (EAST, WEST)]
    unions = [Founding(name, "primary_union", towns[name[0] == "西"], SINCE) for name in (EAST1, EAST2, WEST1, WEST2)]
    every = [county, *towns, *unions]
    establish_orgs(every, actor=actor)
    return {each.name: each.id for each in every}


def _enter(screen: Screen, org: int, actor: Actor, at: int = 0, **values: Any) -> int:
    """One record through the form's own register; `at` is which of its ways in."""
    entry = list(screen.entries())[at]
    cells = {column.name: column.default for column in entry.register.form.columns}
    cells |= {inner.name: [] for inner in entry.register.inner}
    return int(enter(entry.register, {**cells, **values}, actor=actor, org=org, on=TODAY)[0].pk)


def _aid(orgs: dict[str, int], actor: Actor) -> None:
    for number, (org, amount, day) in enumerate(
        [(EAST1, 500, "2016-01-20"), (EAST1, 800, "2016-02-02"), (EAST2, 300, "2015-02-03"), (WEST1, 700, "2016-02-05")]
    ):
        person = {"name": f"周{'甲乙丙丁'[number]}", "identity": identity(100 + number)}
        cells = {"programme": "送温暖", "amount": Decimal(amount), "paid_on": date.fromisoformat(day), "form": "现金"}
        _enter(aid.PAYMENT, orgs[org], actor, **person, **cells, fund="工会经费", category="低保户")
    for number, org in enumerate((EAST1, WEST1)):
        person = {"name": f"吴{'甲乙'[number]}", "identity": identity(110 + number), "cause": "本人大病"}
        means = {"category": "深度困难", "income": Decimal(9000), "household_size": 3, "kind": "城镇困难职工"}
        _enter(aid.FILE, orgs[org], actor, 1, **person, **means, filed_on=date(2026, 1, 15))
    visit = {
        "name": "周甲",
        "identity": identity(100),
        "visited": "周甲家",
        "visited_on": date(2016, 3, 1),
        "programme": "送温暖",
    }
    _enter(aid.VISIT, orgs[EAST1], actor, **visit)
    programme = {"name": "临时救助", "year": 2026, "cap": Decimal(3000)}
    _enter(aid.PROGRAMME, orgs[COUNTY], actor, **programme, funds=[{"fund": "工会经费", "budget": Decimal(50000)}])
    for number in range(BATCH):
        person = {"name": f"郑{'甲乙丙丁戊己庚辛壬癸子丑'[number]}", "identity": identity(200 + number)}
        asked = {"programme": "临时救助", "requested": Decimal(1000), "fund": "工会经费"}
        made = _enter(aid.APPLICATION, orgs[WEST2], actor, **person, **asked)
        posted = TODAY if number == BATCH - 1 else date(2026, 2, 2)
        applications.submit_application(made, actor=actor, on=posted)
        applications.verify_application(made, actor=actor, on=posted, visit="家庭困难属实")
        applications.post_application(made, actor=actor, on=posted)


def _others(orgs: dict[str, int], actor: Actor) -> None:
    offer = {
        "employer": "东一机械厂",
        "sent_on": date(2016, 2, 20),
        "kind": "综合",
        "scope": "单独",
        "ownership": "非公",
    }
    _enter(bargaining.OFFER, orgs[EAST1], actor, **offer)
    agreement = {"employer": "西一纺织厂", "kind": "综合", "workers": 120, "employers": 1, "women": 60}
    _enter(bargaining.AGREEMENT, orgs[WEST1], actor, **agreement)
    screen = SCREENS[Activity.register]
    at = next(number for number, each in enumerate(screen.entries()) if each.code.endswith("volunteer"))
    work = {"subject": "义务植树", "held_on": date(2016, 2, 26), "volunteers": 40, "hours": 3}
    _enter(screen, orgs[EAST1], actor, at, **work)


FIRMS = {
    "东一机械厂": (EAST, EAST1, 120, 40),
    "东二食品厂": (EAST, EAST2, 80, 50),
    "西一纺织厂": (WEST, WEST1, 200, 130),
    "西二家具厂": (WEST, WEST2, 60, 10),
    "东新五金厂": (EAST, "", 30, 6),
    "东河物流公司": (EAST, "", 26, 5),
    "西湖印刷厂": (WEST, "", 28, 12),
}
"""Firm → where, its union, workers, women."""


def _employers(orgs: dict[str, int], actor: Actor) -> None:
    for number, (name, (town, union, workers, women)) in enumerate(FIRMS.items()):
        facts = {"workers": workers, "women": women, "industry": "制造业", "category": "私营企业"}
        facts |= {"starts_on": date(2012, 1, 1), "credit_code": make_credit_code("330102", number + 1)}
        covered = {"coverage": "单独", "union": union, "covered_on": date(2012, 5, 1)} if union else {}
        _enter(organising.employers.EMPLOYER, orgs[town], actor, name=name, **facts, **covered)
    rows = [
        {"org_id": orgs[EAST], "name": "东一机械厂", "credit_code": make_credit_code("330102", 1), "workers": 125},
        {"org_id": orgs[EAST], "name": "东升建材厂", "credit_code": make_credit_code("330102", 90), "workers": 33},
    ]
    comparison.compare_with_register(rows, actor=actor, on=TODAY)


def _unions(orgs: dict[str, int], actor: Actor) -> None:
    for number, name in enumerate((EAST1, EAST2, WEST1, WEST2)):
        facts = {"form": "单独", "founded_on": date(2012, 5, 1), "sector": "非公有制企业", "representative": "何主席"}
        if number == 0:  # its certificate ends soon
            facts |= {"code": make_union_code("330102", 1), "certificate": "示证第1号"}
            facts |= {"certified_on": date(2021, 3, 20), "valid_until": date(2026, 3, 19)}
        _enter(organising.unions.UNION, orgs[COUNTY], actor, name=name, **facts)
    wanted = {"name": "东河物流公司工会", "form": "单独", "employers": "东河物流公司", "workers": 26}
    made = _enter(organising.unions.FORMATION, orgs[EAST], actor, **wanted, intent_on=date(2026, 2, 2))
    group = [{"name": "段职", "role": "职工代表"}, {"name": "钱进", "role": "上级工会派员"}]
    asked = formation.apply_for_formation(made, applied_on=date(2026, 2, 9), group=group, actor=actor, on=TODAY)
    formation.agree_to_formation(
        asked, prepared_on=date(2026, 2, 12), prepared_no="东工〔2026〕1号", actor=actor, on=TODAY
    )
    wanted = {"name": "西湖印刷厂工会", "form": "单独", "employers": "西湖印刷厂", "workers": 28}
    _enter(organising.unions.FORMATION, orgs[WEST], actor, **wanted, intent_on=date(2026, 2, 20))
    point = {"kind": "职工小家", "name": "东一机械厂职工小家", "started_on": date(2020, 5, 1)}
    _enter(organising.unions.POINT, orgs[EAST1], actor, **point)
    for name, value in ((COUNTY, 4), (EAST, 2), (WEST, 1)):
        target = {"year": 2026, "kind": "建会", "value": value, "set_on": date(2026, 1, 5)}
        _enter(organising.unions.TARGET, orgs[name], actor, **target)


def _census(orgs: dict[str, int], actor: Actor) -> None:
    """In the west: one still to call on, one found at the door. The journeys have their own, which begins later."""
    dates = {"starts_on": date(2026, 1, 5), "ends_on": date(2026, 3, 31)}
    made = _enter(organising.census.CAMPAIGN, orgs[COUNTY], actor, title="西片年初摸底", **dates)
    census.list_without_union(Campaign.objects.get(pk=made), orgs[WEST], actor=actor, visitor="冯远")
    found = {"campaign": made, "name": "西山石料厂", "called_on": TODAY, "workers": 12, "union": "否"}
    _enter(organising.census.CALL, orgs[WEST], actor, **found, why_not="新开办")


def _members(orgs: dict[str, int], actor: Actor) -> None:
    for number, org in enumerate([EAST1] * 5 + [EAST2] * 2 + [WEST1] * 4 + [WEST2] * 2 + [WEST]):
        person = {"name": f"章{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[number]}", "identity": identity(600 + number)}
        job = {"employer": org.replace("工会", ""), "employment": "合同制", "migrant": "否", "education": "高中"}
        since = date(2026, 1, 10) if number % 4 == 3 else date(2015, 3, 1)
        _enter(members.MEMBER, orgs[org], actor, 1, **person, **job, since=since)
    asked = {"applied_on": date(2026, 2, 25), "employer": "东一厂", "name": "章新", "identity": identity(620)}
    _enter(members.MEMBER, orgs[EAST1], actor, **asked)
    moving = {"name": "章己", "identity": identity(605), "asked_on": date(2026, 2, 26), "from_union": EAST2}
    _enter(members.TRANSFER, orgs[EAST1], actor, **moving)
    _enter(members.DUES, orgs[EAST1], actor, month=date(2026, 2, 1), each=Decimal(5))
    _enter(members.DOOR, orgs[EAST1], actor)
    again = {"name": "章甲", "born": date(1980, 1, 1), "employer": "东一厂", "since": date(2026, 2, 1)}
    _enter(members.MEMBER, orgs[EAST2], actor, 1, **again)


def _officers(orgs: dict[str, int], actor: Actor) -> None:
    term = {"term_years": 3, "elected_on": date(2023, 4, 10), "seats": 5, "members_then": 90}
    _enter(officers.committees.COMMITTEE, orgs[EAST1], actor, kind="工会委员会", term_no=4, **term)
    for number, title in enumerate(("主席", "委员")):
        person = {"name": f"章{'甲乙'[number]}", "identity": identity(600 + number)}
        _enter(officers.committees.OFFICER, orgs[EAST1], actor, **person, title=title, since=date(2023, 4, 10))
    races = [{"race": "工会委员会", "seats": 5}, {"race": "经费审查委员会", "seats": 3}, {"race": "主席", "seats": 1}]
    plan = {"kind": "换届", "term_no": 5, "term_years": 3, "planned_on": date(2026, 4, 9), "meeting": "会员大会"}
    made = _enter(officers.elections.ELECTION, orgs[EAST1], actor, **plan, members=90, women=6, races=races)
    elections.submit_plan(made, actor=actor, on=TODAY)
    for number, (name, org) in enumerate({"余助": EAST, "范助": WEST}.items()):
        post = {"kind": "社会化工会工作者", "post": "组织", "since": date(2024, 1, 8)}
        staff = _enter(officers.staff.STAFF, orgs[org], actor, name=name, identity=identity(630 + number), **post)
    items = [{"item": "建会入会", "full": Decimal(50), "own": Decimal(45)}]
    _enter(officers.staff.SELFCHECK, orgs[WEST], actor, staff=staff, quarter="2025Q4", items=items)
    visit = {"visitors": "赵敏", "place": "东新五金厂", "visited_on": date(2026, 2, 10), "found": "没有工会"}
    _enter(officers.staff.BASEVISIT, orgs[COUNTY], actor, **visit)


def _papers(orgs: dict[str, int], actor: Actor) -> None:
    """What the supervisor has done before: a paper, a template, an import, one with errors, an attachment."""
    numbering.set_word(orgs[COUNTY], "示工", actor=actor, reason="历来使用")
    asked: dict[str, Any] = {"org": orgs[COUNTY], "period": Period.parse("2015"), "on": date(2016, 1, 10)}
    _, ending, file = SHIPPED["summary"]
    title = f"{COUNTY}{asked['period'].label}{ending}"
    papers.write(file.read_bytes(), kind="summary", actor=actor, title=title, numbered=True, **asked)
    template = Paper()
    template.title("{{ 标题 }}")
    template.body("{{ 单位 }}{{ 时期 }}发放{{ 指标(“aid.money”) }}。")
    content = BytesIO(template.to_bytes()).getvalue()
    library.upload(orgs[COUNTY], "帮扶简报", content, actor=actor)
    for name, words in (
        ("二月发放.csv", ("甲", identity(300), "200", "2016-02-08")),
        ("一月发放.csv", ("乙", identity(301)[:-1], "两百", "2016-01-08")),
    ):
        given = SimpleUploadedFile(name, LEDGER.format(*words).encode(), "text/csv")
        upload = uploads.receive(given, actor=actor, org=orgs[EAST2], only="aid.payment")
        if name.startswith("二月"):
            uploads.commit(upload, actor=actor)
    payment = aid.PAYMENT.model._default_manager.order_by("pk")[0]
    attachments.add_attachment(payment, SimpleUploadedFile("收据.png", PNG, "image/png"), actor=actor)
