"""Standards: drafted, edited, published, renewed, retired; rounds opened and announced by them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liuyou.kernel.access.models import Actor
from liuyou.kernel.actions.action import INPUT_TITLES, action
from liuyou.kernel.base.errors import BadInput, NotFound, Problem, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.base.pinyin import org_name
from liuyou.kernel.orgs import tree
from liuyou.kernel.orgs.models import Kind, Sector
from liuyou.reports.standards import asking, queries
from liuyou.reports.standards.actions import published
from liuyou.reports.standards.actions.appraisals import open_appraisals
from liuyou.reports.standards.models import Appraisal, Standard
from liuyou.reports.standards.rules import conditions, reading
from liuyou.reports.standards.workflows import STANDARD

INPUT_TITLES |= {"period": "考核期", "check_by": "自查期限", "standards.standard.changes": "修改内容"}
EDITABLE = (
    *("title", "short", "source", "basis", "starts_on", "ends_on", "applies", "total", "grades", "absent", "tree"),
    "note",
)
_CODE = re.compile(r"[a-z][a-z0-9_]{1,38}")


@action(STANDARD.draft)
def draft_standards(rows: Sequence[dict[str, Any]], *, on: date, **_: Any) -> list[Standard]:
    """Drafts as ``{org_id, title, short, code?, starts_on?, total, tree, grades, …}``; formulas are checked at once."""
    return [_drafted(row, on) for row in rows]


def _drafted(row: Mapping[str, Any], on: date) -> Standard:
    unknown = row.keys() - {"org_id", "code", *EDITABLE}
    if unknown:
        raise BadInput(f"不认得“{'、'.join(sorted(unknown))}”：标准没有这样的内容。")
    standard = Standard(org_id=row["org_id"], code=row.get("code") or _code(row), drafted_on=on, starts_on=on)
    if not _CODE.fullmatch(standard.code):
        raise BadInput(f"代码“{standard.code}”写法不对：用小写字母开头，字母、数字和下划线，最多 39 个。")
    taken = Standard.objects.filter(org_id=row["org_id"], code=standard.code)
    if taken.exists():
        raise Refused(f"本级已有代码为“{standard.code}”的标准：请换一个简称或代码；改进原有标准的，请起草新版本。")
    _fill(standard, {name: row[name] for name in EDITABLE if name in row})
    return standard


def _code(row: Mapping[str, Any]) -> str:
    """From the short name's pinyin."""
    stem = re.sub(r"[^a-z0-9]+", "_", org_name(str(row.get("short") or row.get("title") or "")).pinyin).strip("_")
    return (stem if stem[:1].isalpha() else f"s_{stem}")[:36]


def _fill(standard: Standard, values: Mapping[str, Any]) -> None:
    """BadInput where the draft holds what cannot be read or asked."""
    for name, value in values.items():
        empty = None if name == "ends_on" else ""
        setattr(standard, name, empty if value is None else value)
    standard.title, standard.short = standard.title.strip(), (standard.short or standard.title)[:20].strip()
    if not standard.title:
        raise BadInput("标准没有名称：请填写。")
    total = conditions.points(standard.total)
    if total is None:
        raise BadInput(f"总分“{standard.total}”写法不对：请写数。")
    standard.total = total
    wrong = [each.problem for each in reading.check(standard.definition, asking.look) if each.hard]
    if wrong:
        raise BadInput(f"有 {len(wrong)} 处写法不能用：{'；'.join(map(str, wrong[:5]))}", wrong)


@action(STANDARD.edit, Standard)
def edit_standard(standard: Standard, *, changes: Mapping[str, Any], **_: Any) -> None:
    """Only a draft: what is published stays as it is for whoever was appraised by it."""
    if unknown := changes.keys() - set(EDITABLE):
        raise BadInput(f"“{'、'.join(sorted(unknown))}”不能修改。")
    _fill(standard, changes)


@action(STANDARD.publish, Standard)
def publish_standard(standard: Standard, *, actor: Actor, on: date, **_: Any) -> None:
    """Everything is checked, with its place; the version before it gives way."""
    require_sound(standard)
    older = Standard.objects.filter(org_id=standard.org_id, code=standard.code, state="published")
    for each in older.exclude(pk=standard.pk):
        replace_standard(each.pk, actor=actor, on=on, reason=f"由第 {standard.version} 版接替")
    others = Standard.objects.filter(org_id=standard.org_id, short=standard.short, state="published")
    if others.exclude(code=standard.code).exists():
        raise Refused(f"本级另一个在用的标准也简称“{standard.short}”：指标按简称分开计，请换一个简称。")


def require_sound(standard: Standard) -> None:
    """BadInput with all that is wrong."""
    wrong = reading.check(standard.definition, asking.look, kinds=set(Kind.values), sectors=set(Sector.values))
    if wrong:
        problems: list[Problem] = [each.problem for each in wrong]
        raise BadInput(f"还不能发布，有 {len(wrong)} 处要改：{'；'.join(map(str, problems[:5]))}", problems)


@action(STANDARD.replace, Standard)
def replace_standard(standard: Standard, *, on: date, **_: Any) -> None:
    """The newer version holds from now on."""
    standard.ends_on = max(on, standard.starts_on)


@action(STANDARD.retire, Standard)
def retire_standard(standard: Standard, *, on: date, **_: Any) -> None:
    """No new round begins by it; what runs goes on."""
    standard.ends_on = max(on, standard.starts_on)


@action(STANDARD.new_version)
def new_version(of: Sequence[dict[str, Any]], *, on: date, **_: Any) -> list[Standard]:
    """A draft that begins as the given standards (``{org_id, standard}``) of the same federation."""
    return [_renewed(row["org_id"], row["standard"], on) for row in of]


def _renewed(org: int, number: int, on: date) -> Standard:
    old = Standard.objects.filter(pk=number, org_id=org).first()
    if old is None:
        raise NotFound("没有这个标准，或不在您的管理范围内。")
    versions = Standard.objects.filter(org_id=org, code=old.code)
    if versions.filter(state="draft").exists():
        raise Refused("这个标准已经有一个起草中的新版本：请在那个草稿上修改。")
    kept = {name: getattr(old, name) for name in EDITABLE if name not in ("starts_on", "ends_on")}
    last = max(versions.values_list("version", flat=True))
    return Standard(org_id=org, code=old.code, version=last + 1, drafted_on=on, starts_on=on, **kept)


@action(STANDARD.open_round, Standard)
def open_round(
    standard: Standard,
    *,
    period: str,
    check_by: date,
    actor: Actor,
    on: date,
    review_by: date | None = None,
    appraise_by: date | None = None,
    **_: Any,
) -> None:
    """One appraisal for every union that the standard is for and that has none yet in this period."""
    span = Period.parse(period)
    if standard.starts_on > span.end:
        raise Refused(f"这个标准 {standard.starts_on} 起用，晚于考核期末 {span.end}：请核对考核期。")
    days = [day for day in (check_by, review_by, appraise_by) if day]
    if days != sorted(days):
        raise Refused("期限次序不对：自查不晚于初评，初评不晚于考评。")
    there = queries.opened(standard, span.code)
    places = [each for each in queries.applicable_orgs(standard, span.end) if each.org_id not in there]
    if not places:
        why = "适用的工会都已布置过" if there else "下级没有这个标准适用的工会"
        raise Refused(f"{why}：请核对适用范围和考核期。")
    common = {"review_by": review_by, "appraise_by": appraise_by, "due_on": check_by, "opened_on": on}
    rows = [
        {"org_id": each.org_id, "kind": each.kind, "sector": each.sector, "standard": standard, "period": span} | common
        for each in places
    ]
    open_appraisals(rows, actor=actor, on=on)


@action(STANDARD.announce, Standard)
def announce(standard: Standard, *, period: str, actor: Actor, on: date, **_: Any) -> None:
    """Publish the results of a round at once, with ranks by type of unit. Refused while one is unfinished."""
    code = Period.parse(period).code
    rows = list(Appraisal.objects.filter(standard=standard, period=code, state__in=queries.RUNNING))
    if not rows:
        raise Refused(f"{code}没有待公布的考核结果：请核对考核期。")
    open_ones = [each for each in rows if each.state != "appraised"]
    if open_ones:
        names = tree.names([each.org_id for each in open_ones[:5]], on)
        more = f"等 {len(open_ones)} 家" if len(open_ones) > 5 else f"（{len(open_ones)} 家）"
        raise Refused(
            f"还没有考评完：{'、'.join(names.values())}{more}。请先考评；不参加本次考核的，请作废并写明理由。"
        )
    early = max((each.appraised_on for each in rows if each.appraised_on), default=on)
    if on < early:
        raise Refused(f"公布日期 {on} 早于最后一家的考评日期 {early}：请核对。")
    published.publish_appraisals([each.pk for each in rows], actor=actor, on=on, ranks=published.ranks_of(rows))
