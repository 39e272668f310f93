"""Ledgers of employers and of their yearly headcounts as workbooks; the forms that enter one are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.areas.organising.actions import employers as actions
from liuyou.areas.organising.imports import columns as shared
from liuyou.areas.organising.models import Employer
from liuyou.areas.organising.queries import employers as queries
from liuyou.areas.organising.rules import employers as rules
from liuyou.areas.organising.rules import matching, spells
from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.writing.permit import permit

COVERAGES = {
    **dict.fromkeys(("未建会", "未建", "未", "无", "否", "没有", "未组建", "未覆盖"), "未建会"),
    **dict.fromkeys(
        ("单独", "单独建会", "独立", "独立建会", "单独工会", "已建", "已建会", "是", "建会", "已组建"), "单独"
    ),
    **dict.fromkeys(("联合", "联合建会", "联合工会", "联合基层工会", "工联会覆盖", "覆盖", "已覆盖", "被覆盖"), "联合"),
    **dict.fromkeys(("项目", "项目工会", "项目部工会", "项目建会"), "项目"),
}
YES_NO = {
    **dict.fromkeys(("是", "应建", "应建会", "√", "有", "Y"), "是"),
    **dict.fromkeys(("否", "不应建", "无", "×", "N"), "否"),
}
UNION = Column(
    "union",
    "建会工会名称",
    Kind.TEXT,
    (
        "工会名称",
        "所属基层工会",
        "覆盖工会",
        "工会组织名称",
        "基层工会名称",
        "所属联合工会",
        "工会全称",
        "已建工会名称",
    ),
    help="已在工会组织台账中登记的名称或代码；还没有登记的可以不填",
)
COVERED_ON = Column(
    "covered_on",
    "建会日期",
    Kind.DATE,
    ("建会时间", "组建时间", "组建日期", "成立时间", "入会时间", "工会成立时间", "覆盖时间"),
)


def finish(values: Values) -> Values:
    """An employer with a union or a founding day is covered; a word on whether it should have one is somebody's own."""
    row = shared.given(values)
    if "coverage" not in row and ("union" in row or "covered_on" in row):
        row["coverage"] = "单独"
    if "should" in row:
        row["should_set"] = True
    return row


def check(values: Values) -> Iterator[tuple[str, str]]:
    try:
        rules.check_parts(values)
    except Refused as refusal:
        yield "workers", str(refusal)
    covered = values.get("coverage", "未建会") != "未建会"
    if not covered and (values.get("union") or values.get("covered_on")):
        yield "coverage", "写的是未建会，却填了工会名称或建会日期：请核对建会情况。"
    starts, day = values.get("starts_on"), values.get("covered_on")
    if covered and starts and day and day < starts:
        yield "covered_on", f"建会日期 {day} 早于纳入台账日期 {starts}：请核对。"


def check_all(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """The same firm twice, names nearly alike, unions nobody knows, fewer workers than members."""
    known = _known(rows)
    yield from _same_code(rows, known)
    yield from _other_numbers(rows, known)
    new = [index for index, employer in enumerate(known) if employer is None]
    for index, other in queries.alike([rows[i] for i in new]):
        yield (
            new[index],
            "name",
            f"与同一镇街的“{other}”几乎同名：是同一家的请删去本行；"
            "确是两家的，请把两家的统一社会信用代码都填上，或在“确认不是重复”填“是”。",
        )
    named = _unions(rows)
    for index, row in enumerate(rows):
        if row.get("union") and row.get("org_id") and len(named.get((row["union"], row["org_id"]), ())) != 1:
            yield index, "union", _unknown(row["union"], bool(named.get((row["union"], row["org_id"]))))
    yield from _too_few([(i, rows[i]) for i in new], named)


def _unknown(name: str, many: bool) -> str:
    if many:
        return f"“{name}”对应多个工会：请写全称或统一社会信用代码。"
    return f"所属镇街下没有名为“{name}”的工会：请核对名称，或先导入工会组织台账。"


def _known(rows: Sequence[Values]) -> list[Employer | None]:
    """The standing employer that each row is: by code wherever it is, else by name in the same org."""
    codes = {row["credit_code"] for row in rows if row.get("credit_code")}
    rows_there = Employer.objects.filter(state__in=queries.STANDING).defer("phone")
    by_code = {each.credit_code: each for each in rows_there.filter(credit_code__in=codes)}
    by_name = {
        (each.org_id, each.name): each
        for each in rows_there.filter(
            org_id__in={row["org_id"] for row in rows if row.get("org_id")}, name__in={row["name"] for row in rows}
        )
    }
    found = []
    for row in rows:
        code, named = row.get("credit_code"), by_name.get((row.get("org_id", 0), row["name"]))
        apart = named and matching.apart(named.credit_code, code or "")
        found.append(by_code.get(code or "") or (None if apart else named))
    return found


def _same_code(rows: Sequence[Values], known: Sequence[Employer | None]) -> Iterator[tuple[int, str, str]]:
    seen: dict[str, str] = {}
    for index, (row, employer) in enumerate(zip(rows, known, strict=True)):
        code = row.get("credit_code")
        if code and seen.setdefault(code, row["name"]) != row["name"]:
            yield index, "credit_code", f"与“{seen[code]}”代码相同：一个代码只对应一个单位（GB 32100-2015），请核对。"
        elif employer and code == employer.credit_code and employer.org_id != row.get("org_id"):
            yield index, "org", f"这个代码的单位“{employer.name}”已登记在其他镇街：单位迁移的，请在原记录上办理划转。"


def _other_numbers(rows: Sequence[Values], known: Sequence[Employer | None]) -> Iterator[tuple[int, str, str]]:
    for index, (row, employer) in enumerate(zip(rows, known, strict=True)):
        if employer is None or "workers" not in row or row["workers"] == employer.workers:
            continue
        if not (row.get("counted_on") and employer.counted_on and row["counted_on"] < employer.counted_on):
            yield (
                index,
                "workers",
                f"已登记职工 {employer.workers} 人，本行 {row['workers']} 人：人数有变的，请选“职工人数更新”导入，"
                "这样历年人数都在；原来登记错的，请办理更正。",
            )


def _unions(rows: Sequence[Values]) -> dict[tuple[str, int], list[int]]:
    orgs = {row["org_id"] for row in rows if row.get("org_id") and row.get("union")}
    return queries.unions_named({row["union"] for row in rows if row.get("union")}, orgs, clock.today())


def _too_few(
    rows: Sequence[tuple[int, Values]], named: Mapping[tuple[str, int], Sequence[int]]
) -> Iterator[tuple[int, str, str]]:
    totals: dict[int, int] = defaultdict(int)
    last: dict[int, int] = {}
    for index, row in rows:
        ids = named.get((row.get("union", ""), row.get("org_id", 0)), ())
        if len(ids) == 1 and row.get("workers"):
            totals[ids[0]] += row["workers"]
            last[ids[0]] = index
    members = queries.members_of(totals, clock.today())
    there = queries.workers_of_unions(members)
    for union, number in members.items():
        try:
            rules.check_members(totals[union] + there.get(union, 0), number)
        except Refused as refusal:
            yield last[union], "workers", str(refusal)


def existing(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    return [None if each is None else (each.name,) for each in _known(rows)]


def load_employers(rows: Sequence[Values], *, actor: Actor, on: date, **_: Any) -> list[Employer]:
    """The rows of a ledger, the union of each by its id."""
    named = _unions(rows)
    made = [{**row, "union": named[row["union"], row["org_id"]][0]} if row.get("union") else dict(row) for row in rows]
    with permit("organising.employer.load"):
        return actions.register_employers(made, actor=actor, on=on)  # type: ignore[no-any-return]


EMPLOYERS = Register(
    Sheetform(
        "organising.employer",
        "用人单位台账",
        columns=(
            shared.ORG,
            shared.NAME,
            shared.CODE,
            shared.CATEGORY,
            shared.INDUSTRY,
            *shared.heads(required=False),
            shared.COUNTED_ON,
            Column(
                "should",
                "应建会",
                Kind.CHOICE,
                ("是否应建会", "是否应建", "应建工会", "是否应建工会", "应建"),
                choices=YES_NO,
                help="不填的按职工人数判断",
            ),
            Column(
                "coverage",
                "建会情况",
                Kind.CHOICE,
                (
                    *("建会方式", "建会形式", "是否建会", "是否建立工会", "是否已建会", "组建情况", "是否组建工会"),
                    *("工会组建情况", "组建形式", "覆盖方式", "是否建工会", "建会类型"),
                ),
                choices=COVERAGES,
            ),
            UNION,
            COVERED_ON,
            Column(
                "why_not", "未建会原因", Kind.TEXT, ("未建原因", "未建会的原因", "未组建原因", "未建立工会原因", "原因")
            ),
            shared.SIZE,
            shared.PARK,
            shared.CHAIN,
            shared.ADDRESS,
            shared.CONTACT,
            shared.PHONE,
            shared.RESPONSIBLE,
            Column(
                "starts_on", "纳入台账日期", Kind.DATE, ("登记日期", "开业时间", "开业日期", "成立日期", "注册时间")
            ),
            Column(
                "distinct",
                "确认不是重复",
                Kind.BOOLEAN,
                help="与同镇另一家几乎同名、已核实是两家的，填“是”",
            ),
            shared.NOTE,
        ),
        hints=("用人单位", "企业", "摸底", "排查", "建会", "企业名录", "应建", "明细台账", "登记造册"),
    ),
    Employer,
    load_employers,
    key=("credit_code", "name"),
    compare=("name",),
    finish=finish,
    check=check,
    check_all=check_all,
    existing=existing,
)


# Headcounts


def check_counts(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    for index, (row, employer) in enumerate(zip(rows, _known(rows), strict=True)):
        if employer is None:
            yield index, "name", f"没有登记过“{row['name']}”：请核对名称和代码，新单位请用“用人单位台账”登记。"
        elif row["counted_on"] < employer.starts_on:
            yield index, "counted_on", f"统计日期早于纳入台账日期 {employer.starts_on}：请核对。"
        else:
            there = spells.at(employer.spells, row["counted_on"]) or employer.spells[0]
            heads = {name: row.get(name, there[name]) for name in actions.HEADS}
            try:
                rules.check_parts(heads)
            except Refused as refusal:
                yield index, "workers", str(refusal)


def counted(rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """A row is there already when the register says the same for that day."""
    found: list[tuple[Any, ...] | None] = []
    for row, employer in zip(rows, _known(rows), strict=True):
        spell = spells.at(employer.spells, row["counted_on"]) if employer else None
        same = spell and all(row.get(name, spell[name]) == spell[name] for name in actions.HEADS)
        found.append(
            () if same and employer and employer.counted_on and employer.counted_on >= row["counted_on"] else None
        )
    return found


def load_counts(rows: Sequence[Values], *, actor: Actor, **_: Any) -> list[Employer]:
    """New headcounts of employers that the register has, several days of one among them."""
    numbers: dict[int, list[Values]] = defaultdict(list)
    for row, employer in zip(rows, _known(rows), strict=True):
        if employer:
            numbers[employer.pk].append(row)
    last = max(row["counted_on"] for row in rows)
    return list(actions.count_employers(list(numbers), counted_on=last, numbers=numbers, actor=actor))


COUNTS = Register(
    Sheetform(
        "organising.employer.count",
        "职工人数更新",
        columns=(
            shared.ORG,
            shared.NAME,
            shared.CODE,
            Column("counted_on", shared.COUNTED_ON.title, Kind.DATE, shared.COUNTED_ON.synonyms, required=True),
            *shared.heads(required=True),
        ),
        hints=("人数更新", "职工人数", "人数统计", "用工人数"),
    ),
    Employer,
    load_counts,
    key=("credit_code", "name", "counted_on"),
    existing=counted,
    check_all=check_counts,
    finish=shared.given,
)
