"""Papers of an appraisal: notice of the appraisal, self-check form, score notice, publication of grades."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Paper, Part
from liuyou.reports.standards import queries, sheets
from liuyou.reports.standards.models import Appraisal
from liuyou.reports.standards.rules import marking
from liuyou.reports.standards.rules.conditions import plain
from liuyou.reports.standards.rules.marking import STAGES
from liuyou.reports.standards.rules.tree import ABSENT


def _name(org: int) -> str:
    return tree.names([org]).get(org, "")


def _notice(appraisal: Appraisal) -> Iterator[str | Part]:
    standard = appraisal.standard
    yield f"{_name(appraisal.org_id)}："
    basis = f"根据{standard.basis}，" if standard.basis else ""
    span = f"{appraisal.starts_on:%Y年%-m月%-d日}至{appraisal.ends_on:%Y年%-m月%-d日}"
    yield f"{basis}现按《{standard.title}》对你单位进行考核，考核期为{span}。"
    limits = [("自查", appraisal.due_on), ("初评", appraisal.review_by), ("考评", appraisal.appraise_by)]
    yield Part("时间安排", ("环节", "最后日期"), [(title, day) for title, day in limits if day])
    yield f"总分 {plain(standard.total)} 分。{ABSENT[standard.absent]}。"
    rows = [(each["name"], f"{each['boundary']} {each['threshold']} 分") for each in standard.grades]
    if rows:
        yield Part("等次", ("等次", "分数线"), rows)
    yield "请对照标准自查，系统能从台账算出的项目已自动计分，其余项目请如实填写并写明依据。"


def _self_check(appraisal: Appraisal) -> Iterator[str | Part]:
    laid = sheets.lay(appraisal, within=appraisal.org_id)
    rows = []
    for line in laid.lines:
        own = line.columns.get("self")
        mark = (
            ""
            if line.group or own is None
            else marking.answered(line.item, own["met"])
            if line.condition
            else own["points"]
        )
        why = (own or {}).get("reason") or (own or {}).get("evidence") or line.why
        rows.append((line.item.code, line.item.title, plain(line.most), mark, "" if line.group else why))
    yield f"{_name(appraisal.org_id)}　{appraisal.title}"
    yield Part("", ("编号", "项目", "标准分", "自查分", "依据"), rows)
    if appraisal.self_total is not None:
        yield f"自查得分合计：{plain(appraisal.self_total)} 分。"


def _score_notice(appraisal: Appraisal) -> Iterator[str | Part]:
    yield f"{_name(appraisal.org_id)}："
    first, last = appraisal.results[0], appraisal.results[-1]
    grade = f"等次为“{last['grade']}”" if last["grade"] else "未达到等次"
    yield (
        f"经考评，你单位{appraisal.title}得 {last['total']} 分，{grade}，"
        f"在 {last['ranked']} 家{appraisal.group}类单位中列第 {last['rank']} 名。"
    )
    if last is not first:
        yield f"原公布 {first['total']} 分（{first['on']}），{last['on']} 更正，理由：{last['why']}。"
    if appraisal.verdicts:
        yield "；".join(appraisal.verdicts) + "。"
    laid = sheets.lay(appraisal, within=appraisal.org_id)
    rows = []
    for line in laid.lines:
        marks = [line.columns[stage]["points"] if stage in line.columns else "" for stage in STAGES]
        reason = (
            ""
            if line.group
            else next(
                (
                    line.columns[stage]["reason"]
                    for stage in reversed(STAGES)
                    if line.columns.get(stage, {}).get("reason")
                ),
                line.why,
            )
        )
        rows.append((line.item.code, line.item.title, plain(line.most), *marks, reason))
    yield Part("逐项得分", ("编号", "项目", "标准分", *STAGES.values(), "说明"), rows)
    lost = [(chance.line.item.title, plain(chance.worth), chance.words) for chance in laid.chances[:10]]
    if lost:
        yield Part("怎样再得分", ("项目", "可得", "做什么"), lost)
    yield "对结果有异议的，请在公布后的异议期限内书面提出。"


def _ranking(appraisal: Appraisal) -> Iterator[str | Part]:
    """Every published result of the round, by type of unit."""
    rows = list(queries.of_round(appraisal.standard_id, appraisal.period).filter(state__in=queries.PUBLISHED))
    names = tree.names([each.org_id for each in rows])
    yield f"现将{appraisal.title}考核结果按单位类别公布如下（共 {len(rows)} 家）。"
    for group in sorted({each.group for each in rows}):
        own = sorted((each for each in rows if each.group == group), key=lambda each: (each.rank or 0, each.org_id))
        lines = [
            (each.rank, names.get(each.org_id, ""), plain(queries.points(each.final_total)), each.standing_grade or "—")
            for each in own
        ]
        yield Part(f"{group}（{len(own)} 家）", ("名次", "单位", "得分", "等次"), lines)


APPRAISAL = (
    Paper("notice", "考核通知", _notice, states=("self_check",), signs=()),
    Paper("selfcheck", "自查表", _self_check, signs=("填表人", "工会主席", "单位（盖章）")),
    Paper("score", "得分通知书", _score_notice, states=queries.PUBLISHED, signs=()),
    Paper("ranking", "等次公布", _ranking, states=queries.PUBLISHED, signs=()),
)
