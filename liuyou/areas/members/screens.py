"""How the membership registers look and are worked in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from liuyou.areas.members import imports, papers, rules, workflows
from liuyou.areas.members.actions import joining
from liuyou.areas.members.models import HELD, Door, Dues, Duplicate, Member, Release, Transfer
from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.merging import merged_into
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.base.masking import mask_identity, mask_phone
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.answers import answer
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Rows
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.models import Person
from liuyou.kernel.people.register import identity_hash
from liuyou.kernel.web.screens import Entry, Part, Screen, Total

IDENTITY = ("opening(members.count)", "members.in", "members.out", "members.count")
CHOICES: dict[str, Sequence[str]] = {
    "how": rules.HOWS,
    "channel": rules.CHANNELS,
    "employment": rules.EMPLOYMENTS,
    "migrant": (rules.YES, rules.NO),
    "education": rules.EDUCATIONS,
    "political": rules.POLITICS,
    "marital": rules.MARITALS,
    "retained_why": rules.RETAINED_FOR,
    "why": rules.WHYS,
    "card_kind": rules.CARD_KINDS,
    "sex": ("男", "女"),
}


def _one_of(name: str, title: str, words: Sequence[str], *, required: bool = True) -> Column:
    return Column(name, title, Kind.CHOICE, required=required, choices={word: word for word in words})


def _day(name: str, title: str, help: str = "不填就是办理当天") -> Column:
    return Column(name, title, Kind.DATE, help=help)


def _member_parts(member: Member) -> Iterator[Part]:
    """Memberships of the person in this union, posts held, and what the union's number of members is made of."""
    own = Member.objects.filter(person_id=member.person_id, org_id=member.org_id, state__in=HELD).order_by("since")
    rows = [(each.since, each.how, each.retained_on or "—", each.until or "至今", each.why or "—") for each in own]
    yield Part("在本工会的会籍", ("入会", "方式", "保留", "离会", "原因"), rows)
    today = clock.today()
    state = "在册会员有选举权、被选举权和表决权" if member.state == "active" else rules.RETAINED.why
    if member.state in ("active", "retained"):
        yield Part("会员权利", ("现在",), [(state,)])
    posts: list[str] = answer("officers.held_by", member.person_id, today, default=[])
    if posts:
        yield Part("工会任职", ("职务",), [(each,) for each in posts])
    if member.earlier:
        yield Part("从前的情况", ("至", "用工形式", "农民工", "学历"), [_former(each) for each in member.earlier])
    if member.old_cards:
        yield Part(
            "从前的卡证",
            ("种类", "号码", "日期"),
            [(each["kind"], each["no"] or "—", each["on"]) for each in member.old_cards],
        )
    yield identity_line(member.org_id, Period.parse(str(today.year)))


def _former(row: dict[str, Any]) -> tuple[str, ...]:
    return row["until"], *(row[name] or "—" for name in ("employment", "migrant", "education"))


def identity_line(org: int, period: Period) -> Part:
    """期初 + 增加 − 减少 = 期末, as the ledger has them."""
    cells = [Cell(figure(code), org, period) for code in IDENTITY]
    answers = ask(cells)
    start, joined, left, end = (answers[cell].value or Decimal(0) for cell in cells)
    agrees = "平衡" if start + joined - left == end else f"不平，差 {tabular(start + joined - left - end, '人')}"
    row = tuple(tabular(value, "人") for value in (start, joined, left, end))
    return Part(f"本工会{period.label}会员增减", ("年初", "增加", "减少", "现有", "核对"), [(*row, agrees)])


def _dues_parts(dues: Dues) -> Iterator[Part]:
    names = dict(Person.objects.filter(pk__in=[row["person_id"] for row in dues.rows]).values_list("pk", "name"))
    rows = [
        (
            names.get(row["person_id"], "—"),
            tabular(Decimal(row["due"]), "元"),
            tabular(Decimal(row["paid"]), "元"),
            row["paid_on"] or "未交",
        )
        for row in dues.rows
    ]
    yield Part(f"名单（{dues.count} 人）", ("姓名", "应交（元）", "实交（元）", "交纳日期"), rows)


def _duplicate_parts(duplicate: Duplicate) -> Iterator[Part]:
    """The two side by side, masked."""
    two = (duplicate.person, duplicate.other)
    members = {each: Member.objects.filter(person=each).exclude(state="void").order_by("pk").last() for each in two}
    rows = [
        ("姓名", *(each.name for each in two)),
        ("证件号码", *(mask_identity(each.identity) if each.identity else "—" for each in two)),
        ("出生日期", *(each.born or _of(members[each], "born") for each in two)),
        ("联系电话", *(mask_phone(each.phone) if each.phone else "—" for each in two)),
        ("工作单位", *(_of(members[each], "employer") for each in two)),
        ("会籍", *(_of(members[each], "since") for each in two)),
    ]
    yield Part("对照", ("项目", "新登记的人", "原登记的人"), rows)
    if merged_into(duplicate.person_id):
        yield Part("合并", ("说明",), [("两条人员记录已合并为一人；办错了的，办理“撤销合并”，全部记录各归各人。",)])


def _of(member: Member | None, name: str) -> Any:
    return (getattr(member, name) if member else None) or "—"


def _prepare_dues(step: str, dues: Any, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Rows by name as the action takes them: person id → amounts."""
    rows = inputs.pop("rows", None) or ()
    people = _named(dues, rows)
    if step == "collect" and rows:
        return inputs | {"paid": {who: row["paid"] for who, row in zip(people, rows, strict=True)}}
    if step == "assess":
        for row in rows:
            if row.get("due") is None and row.get("wage") is None:
                raise Refused(f"“{row['name']}”的应交和月工资都没有填：请填一项。")
        return inputs | {"assessed": dict(zip(people, rows, strict=True))}
    return inputs


def _named(dues: Dues, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The one person on the list whom each row names; among namesakes the document tells."""
    if not rows:
        return []
    listed = Person.objects.filter(pk__in=[row["person_id"] for row in dues.rows])
    known = list(listed.values_list("pk", "name", "identity_hash"))
    return [_who(row["name"], row.get("identity"), known) for row in rows]


def _who(name: str, document: str | None, known: Sequence[tuple[int, str, Any]]) -> int:
    wanted = identity_hash(parse_identity(document)) if document else None
    found = [each for each, its, kept in known if its == name and (wanted is None or kept == wanted)]
    if not found:
        raise Refused(f"“{name}”：名单里没有这个人，请核对姓名和证件号码。")
    if len(found) > 1:
        raise Refused(f"“{name}”：名单里有几个人同名，请填写身份证号；没有登记证件的，请先在人员中补登证件号码。")
    return found[0]


def _month(day: Any) -> str:
    return f"{day:%Y-%m}" if isinstance(day, date) else str(day)


MEMBER = Screen(
    Member,
    workflows.MEMBER,
    columns=("person", "since", "employer", "sex", "employment", "card_no", "org", "state"),
    day="since",
    groups={
        "会籍": (
            "person",
            "org",
            "how",
            "channel",
            "applied_on",
            "since",
            "joined_union_on",
            "retained_on",
            "retained_why",
            "until",
            "why",
            "decision",
        ),
        "本人": (
            "sex",
            "born",
            "ethnicity",
            "education",
            "degree",
            "political",
            "marital",
            "household",
            "address",
            "family",
            "specialty",
        ),
        "工作": ("employer", "position", "employment", "migrant", "sector", "job_from", "job_until"),
        "卡证和其他": ("card_kind", "card_no", "card_on", "opinion", "note"),
    },
    filters=("sex", "employment", "migrant", "education", "sector", "how", "state"),
    search=("employer", "card_no"),
    totals=(Total("members.count", "", ("active",)),),
    entries=lambda: (
        Entry("apply", imports.APPLICATIONS, "入会申请"),
        Entry("enter", imports.MEMBERS, "登记在册会员"),
    ),
    changes={"edit": joining.EDITABLE, "change": joining.CHANGEABLE, "correct": joining.CORRECTABLE},
    inputs={
        "approve": (_day("since", "入会日期"),),
        "change": (_day("changed_on", "变更日期"),),
        "card": (
            _one_of("card_kind", "卡证种类", rules.CARD_KINDS),
            Column("card_no", "卡证号码", Kind.TEXT),
            _day("card_on", "发卡日期"),
        ),
        "retain": (_one_of("retained_why", "保留原因", rules.RETAINED_FOR), _day("retained_on", "保留会籍日期")),
        "restore": (_day("restored_on", "恢复日期"),),
        "leave": (_day("until", "退会日期"),),
        "lapse": (_day("until", "退会日期"),),
        "expel": (
            Column("decision", "工会委员会决定（日期或文号）", Kind.TEXT, required=True),
            _day("until", "除名日期"),
        ),
        "decease": (Column("until", "去世日期", Kind.DATE, required=True),),
    },
    choices=CHOICES,
    path=("applied", "active"),
    parts=_member_parts,
    papers=papers.MEMBER,
)
TRANSFER = Screen(
    Transfer,
    workflows.TRANSFER,
    columns=("person", "asked_on", "employer", "from_union", "reply", "org", "state"),
    day="asked_on",
    groups={
        "转入": ("person", "org", "from_union", "asked_on", "channel", "reply", "transferred_on", "member"),
        "新工作": ("employer", "position", "employment", "job_from"),
    },
    filters=("state",),
    search=("employer", "from_union"),
    entries=lambda: (Entry("request", imports.TRANSFERS, "申请转入"),),
    inputs={"accept": (_day("transferred_on", "转入日期", "原会籍到这一天为止，新会籍从这一天起；不填就是办理当天"),)},
    choices=CHOICES,
    path=("requested", "released", "done"),
)
RELEASE = Screen(
    Release,
    workflows.RELEASE,
    columns=("person", "asked_on", "to_union", "reply", "org", "state"),
    day="asked_on",
    groups={"转出": ("person", "org", "to_union", "cause", "asked_on", "reply", "ended_on", "member")},
    filters=("state",),
    search=("to_union",),
    entries=lambda: (Entry("send", imports.RELEASES, "转出到其他工会"),),
    inputs={"agree": (Column("reply", "意见", Kind.TEXT),)},
    path=("asked", "released", "done"),
)
NAMED = (
    Column("name", "姓名", Kind.NAME, required=True),
    Column("identity", "身份证号", Kind.IDENTITY, sensitive=True, help="名单里有同名的人时填写"),
)
DUES = Screen(
    Dues,
    workflows.DUES,
    columns=("month", "count", "due", "paid", "payers", "org", "state"),
    day="month",
    groups={"会费": ("month", "org", "count", "payers", "due", "paid", "note")},
    filters=("state",),
    totals=(Total("members.dues_due", "due", ("open", "closed")),),
    entries=lambda: (Entry("open", imports.DUES, "编制会费名单"),),
    inputs={
        "collect": (
            Column("paid_on", "交纳日期", Kind.DATE, required=True),
            Rows(
                "rows",
                "只登记这些人（不填就是全部未交的人按应交交清）",
                (
                    *NAMED,
                    Column("paid", "实交（元）", Kind.MONEY, required=True, minimum=Decimal(0), help="登记错了的填 0"),
                ),
            ),
        ),
        "assess": (
            Column("each", "统一标准（元）", Kind.MONEY, minimum=Decimal(0), help="用于还没有核定的人"),
            Rows(
                "rows",
                "逐人核定（月工资只用来计算，不保存）",
                (
                    *NAMED,
                    Column("due", "应交（元）", Kind.MONEY, minimum=Decimal(0)),
                    Column("wage", "月工资（元）", Kind.MONEY, minimum=Decimal(0)),
                ),
            ),
        ),
    },
    words={"month": _month},
    parts=_dues_parts,
    prepare=_prepare_dues,
    path=("open", "closed"),
)
DUPLICATE = Screen(
    Duplicate,
    workflows.DUPLICATE,
    columns=("person", "found_on", "alike", "org", "state"),
    day="found_on",
    groups={"疑似重复": ("person", "other", "alike", "found_on", "org")},
    filters=("state",),
    parts=_duplicate_parts,
)
DOOR = Screen(
    Door,
    workflows.DOOR,
    columns=("opened_on", "greeting", "closed_on", "org", "state"),
    day="opened_on",
    filters=("state",),
    entries=lambda: (Entry("open", imports.DOORS, "开放扫码入会"),),
)
ALL = (MEMBER, TRANSFER, RELEASE, DUES, DUPLICATE, DOOR)
