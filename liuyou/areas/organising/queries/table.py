"""The organising table (组建情况表): forty figures on any date, asked in one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from liuyou.areas.organising.rules import kinds
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import checks
from liuyou.kernel.ledger.codes import Figure, figure
from liuyou.kernel.ledger.figures import Answer, Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Status

COVERED = "coverage=单独|联合|项目"
GROUPS: dict[str, tuple[tuple[str, str], ...]] = {
    "用人单位": (
        ("单位数", "organising.employers"),
        ("应建会", "organising.should"),
        ("已建会", "organising.set_up"),
        ("单独建会", "organising.employers[coverage=单独]"),
        ("联合覆盖", "organising.employers[coverage=联合]"),
        ("项目工会", "organising.employers[coverage=项目]"),
        ("未建会", "organising.not_set_up"),
        ("应建未建", "organising.employers[should=是,coverage=未建会]"),
        ("建会率", "organising.set_up_rate"),
        ("本年新建会", "organising.covered"),
    ),
    "工会组织": (
        ("工会数", "organising.unions"),
        ("单独工会", "organising.unions[form=单独]"),
        ("联合工会", "organising.unions[form=联合]"),
        ("项目工会", "organising.unions[form=项目]"),
        ("行业联合会", "organising.unions[form=行业联合会]"),
        ("区域联合会", "organising.unions[form=区域联合会]"),
        ("工会法人", "organising.legal_persons"),
        ("手续齐全", "organising.fully_set_up"),
        ("阵地", "organising.points"),
        ("建会目标", "organising.targets[kind=建会]"),
        ("本年新建", "organising.unions_founded"),
        ("建会目标完成率", "organising.founding_completion"),
    ),
    "职工": (
        ("职工数", "organising.workers"),
        ("女职工", "organising.women_workers"),
        ("农民工", "organising.migrant_workers"),
        ("劳务派遣工", "organising.dispatched_workers"),
        ("新就业形态", "organising.platform_workers"),
        ("已建会单位职工", f"organising.workers[{COVERED}]"),
        ("未建会单位职工", "organising.workers[coverage=未建会]"),
        ("职工覆盖率", "organising.coverage_rate"),
    ),
    "会员": (
        ("会员数", "members.count"),
        ("女会员", "members.count[sex=女]"),
        ("农民工会员", "members.count[migrant=是]"),
        ("劳务派遣会员", "members.count[employment=劳务派遣]"),
        ("新就业形态会员", "members.count[employment=新就业形态]"),
        ("保留会籍", "members.retained"),
        ("本年新入会", "members.in[kind=新入会]"),
        ("本年减少", "members.out"),
        ("入会目标", "organising.targets[kind=会员]"),
        ("入会目标完成率", "organising.joining_completion"),
        ("入会率", "organising.membership_rate"),
    ),
}
ROWS = {"children": "下级工会", "industry": "行业", "category": "单位类别"}
VALUES: dict[str, tuple[str, ...]] = {
    "industry": (*kinds.INDUSTRIES.values(), kinds.OTHER_INDUSTRY),
    "category": (*kinds.CATEGORIES.values(), kinds.OTHER_CATEGORY),
}


@dataclass(frozen=True, slots=True)
class Head:
    """One column."""

    group: str
    title: str
    code: str
    unit: str
    starts: bool
    """The first of its group."""

    @property
    def rate(self) -> bool:
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Entry:
    """One number: None is nothing to divide by, `absent` that the figure does not know this kind of row."""

    value: Decimal | None
    query: str
    absent: bool = False
    below: bool = False
    """A rate lower than that of the whole."""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    entries: Sequence[Entry]
    org: int = 0
    kind: str = ""
    """`total`, `own` for the org's own records, `ceased` for an org that is no more, or empty."""


@dataclass(frozen=True, slots=True)
class Table:
    heads: Sequence[Head]
    groups: Sequence[tuple[str, int]]
    lines: Sequence[Line]
    total: Line
    broken: Sequence[tuple[checks.Check, Sequence[tuple[str, int, Decimal | None]]]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    org: int
    where: tuple[tuple[str, str], ...] = ()
    kind: str = ""


def period_to(on: date) -> Period:
    """The year up to a day: stocks are those of the day, flows those since 1 January."""
    return Period.parse(f"{on.year}-01-01..{on.isoformat()}")


def table(org: int, on: date, *, by: str = "children", groups: Sequence[str] = (), sort: str = "") -> Table:
    """All cells in one question; rows without any number are left out, except standing orgs."""
    period = period_to(on)
    heads = _heads(groups or tuple(GROUPS))
    total = _Row("合计", org, kind="total")
    rows = _rows(org, on, by)
    cells = {(row, head.code): _cell(row, head, period) for row in (total, *rows) for head in heads}
    answers = ask([cell for cell in cells.values() if cell is not None])
    top = _line(total, heads, cells, answers, period, org, None)
    lines = [_line(row, heads, cells, answers, period, org, top) for row in rows]
    if by == "children":
        lines = [each for each in lines if each.kind != "ceased" or _says(each)]
        lines += _own(heads, top, lines, org, period)
    else:
        lines = [each for each in lines if _says(each)]
    spans = [(name, sum(head.group == name for head in heads)) for name in GROUPS]
    return Table(
        heads, [each for each in spans if each[1]], _sorted(lines, heads, sort), top, _broken(org, rows, period)
    )


def _heads(groups: Sequence[str]) -> list[Head]:
    """The columns whose figures are known: an area that is not installed has none."""
    found: list[Head] = []
    for group, columns in GROUPS.items():
        for title, code in columns if group in groups else ():
            try:
                known: Figure = figure(code)
            except LiuyouError:
                continue
            found.append(Head(group, title, code, known.unit, not found or found[-1].group != group))
    return found


def _rows(org: int, on: date, by: str) -> list[_Row]:
    if by in VALUES:
        return [_Row(value, org, ((by, value),)) for value in VALUES[by]]
    rows = []
    for each in tree.children(org, on):
        ceased = each.status != Status.ACTIVE
        rows.append(
            _Row(f"{each.name}（已撤并）" if ceased else each.name, each.org_id, kind="ceased" if ceased else "")
        )
    return rows


def _cell(row: _Row, head: Head, period: Period) -> Cell | None:
    """None where the figure has no such dimension."""
    try:
        return Cell(figure(head.code, tuple((name, (value,)) for name, value in row.where)), row.org, period)
    except LiuyouError:
        return None


def _line(
    row: _Row,
    heads: Sequence[Head],
    cells: Mapping[tuple[_Row, str], Cell | None],
    answers: Mapping[Cell, Answer],
    period: Period,
    within: int,
    top: Line | None,
) -> Line:
    entries = []
    for number, head in enumerate(heads):
        cell = cells[row, head.code]
        value = answers[cell].value if cell else None
        whole = top.entries[number].value if top else None
        below = head.rate and value is not None and whole is not None and value < whole
        entries.append(Entry(value, _query(head.code, row, period, within), cell is None, below))
    return Line(row.title, entries, row.org, row.kind)


def _query(code: str, row: _Row, period: Period, within: int, **more: str) -> str:
    pairs = {"code": code, "org": str(within), "period": period.code}
    if row.org != within:
        pairs["at"] = str(row.org)
    where = [("where", f"{name}={value}") for name, value in row.where]
    return urlencode([*pairs.items(), *where, *more.items()])


def _own(heads: Sequence[Head], top: Line, lines: Sequence[Line], org: int, period: Period) -> list[Line]:
    """What the org's own records come to: the whole without what stands below; rates have no such rest."""
    own = _Row("本级", org)
    entries = []
    for number, head in enumerate(heads):
        whole = top.entries[number].value or Decimal(0)
        rest = whole - sum((each.entries[number].value or Decimal(0) for each in lines), Decimal(0))
        query = _query(head.code, own, period, org, own="1")
        entries.append(Entry(None if head.rate else rest, query, absent=head.rate))
    line = Line(own.title, entries, org, "own")
    return [line] if lines and _says(line) else []


def _says(line: Line) -> bool:
    return any(each.value for each in line.entries)


def _sorted(lines: Sequence[Line], heads: Sequence[Head], sort: str) -> list[Line]:
    """By one column, the largest first (or the smallest, with a minus); undefined last."""
    code = sort.removeprefix("-")
    place = next((number for number, head in enumerate(heads) if head.code == code), None)
    if place is None:
        return list(lines)
    sign = 1 if sort.startswith("-") else -1

    def key(line: Line) -> tuple[bool, Decimal]:
        value = line.entries[place].value
        return value is None, sign * (value or Decimal(0))

    return sorted(lines, key=key)


def _broken(
    org: int, rows: Sequence[_Row], period: Period
) -> list[tuple[checks.Check, Sequence[tuple[str, int, Decimal | None]]]]:
    """Rules between figures that do not hold here or in one of the orgs shown: each with where, and by how much."""
    names = {org: "合计"} | {row.org: row.title for row in rows if not row.where}
    found: dict[str, list[tuple[str, int, Decimal | None]]] = {}
    for each in checks.examine(list(names), period, areas=("organising", "members", "officers")):
        if not each.holds:
            found.setdefault(each.check.code, []).append((names[each.org], each.org, each.value))
    return [(checks.CHECKS[code], where) for code, where in found.items()]
