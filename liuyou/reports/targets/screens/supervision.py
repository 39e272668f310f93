"""Supervision groups, visits, difficulties and circulars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.numbers import printed
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Entry, Follow, Part, Screen, Total
from liuyou.reports.targets import papers, workflows
from liuyou.reports.targets.actions import supervision as actions
from liuyou.reports.targets.actions.circulars import row_of
from liuyou.reports.targets.imports import columns as shared
from liuyou.reports.targets.imports import supervision as imports
from liuyou.reports.targets.models import Circular, Difficulty, Group, Visit
from liuyou.reports.targets.screens.targets import period_words


def _units_words(ids: Any) -> str:
    return "、".join(tree.names(ids, clock.today()).values()) if ids else "—"


def _group_prepare(step: str, record: Group | None, inputs: dict[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Units are typed by name."""
    text = inputs.pop("unit_names", None) if step == "assign" else None
    if not text or record is None:
        return inputs
    ids, wrong = shared.units([{"org_id": record.org_id, "names": text}], "names")[0]
    if wrong:
        raise BadInput(f"没有找到下级单位“{'、'.join(wrong)}”：请写全称，几个单位用顿号隔开。")
    return inputs | {"units": ids}


GROUP = Screen(
    Group,
    workflows.GROUP,
    columns=("name", "leader", "members", "since", "until", "org", "state"),
    day="since",
    groups={"督查组": ("name", "leader", "members", "units", "since", "until", "note", "org")},
    search=("name", "leader", "members"),
    entries=lambda: (Entry("form", imports.GROUPS, "组成督查组"),),
    changes={"assign": ("leader", "members")},
    inputs={"assign": (Column("unit_names", "负责的单位", Kind.TEXT, help="全部写上，用顿号隔开；不改就空着"),)},
    words={"units": _units_words},
    prepare=_group_prepare,
    follows=(Follow("安排督查", "targets.visit", "targets.visit.plan", "group", ("standing",)),),
)


def _visit_parts(visit: Visit) -> Iterator[Part]:
    if visit.findings:
        rows = [
            (number, each["problem"], each["advice"] or "—", each["owner"] or "—", each["due_on"] or "—")
            for number, each in enumerate(visit.findings, 1)
        ]
        yield Part("发现的问题", ("序号", "问题", "整改建议", "责任人", "整改期限"), rows)


VISIT = Screen(
    Visit,
    workflows.VISIT,
    columns=("unit_name", "planned_on", "announced", "group", "visited_on", "state"),
    day="planned_on",
    groups={
        "督查": ("unit_name", "group", "planned_on", "announced", "visited_on", "opinion", "closed_on", "note", "org")
    },
    filters=("announced", "state"),
    search=("unit_name", "opinion", "note"),
    totals=(Total("targets.visits", "", ("done", "closed")),),
    entries=lambda: (Entry("plan", imports.VISITS, "安排督查"),),
    changes={"correct": actions.CORRECTABLE_VISIT},
    inputs={"do": (Column("opinion", "总体评价", Kind.TEXT), imports.FINDINGS)},
    path=("planned", "done", "closed"),
    parts=_visit_parts,
    papers=papers.VISIT,
)


def _difficulty_parts(difficulty: Difficulty) -> Iterator[Part]:
    if difficulty.follow_ups:
        rows = [(each["on"], each["what"], each["who"]) for each in difficulty.follow_ups]
        yield Part("跟踪情况", ("日期", "进展", "经办"), rows)


def _day(name: str, title: str, *, ahead: bool = False) -> Column:
    return Column(name, title, Kind.DATE, required=True, ahead=ahead)


PROGRESS = Column("progress", "进展情况", Kind.TEXT, required=True)
DIFFICULTY = Screen(
    Difficulty,
    workflows.DIFFICULTY,
    columns=("title", "finish_by", "owner", "kind", "found_on", "org", "state"),
    day="found_on",
    groups={
        "事项": ("title", "kind", "owner", "found_on", "finish_by", "advice", "visit", "org"),
        "结果": ("result", "resolved_on", "mechanism", "confirmed_on", "note"),
    },
    filters=("kind", "state"),
    search=("title", "owner"),
    entries=lambda: (Entry("open", imports.DIFFICULTIES, "登记难点"),),
    changes={"correct": actions.CORRECTABLE},
    inputs={
        "take_up": (PROGRESS,),
        "follow": (PROGRESS,),
        "resolve": (Column("mechanism", "长效机制", Kind.TEXT, help="为防止再发生建立了什么制度"),),
        "reopen": (_day("finish_by", "新的完成期限", ahead=True),),
        "extend": (_day("finish_by", "新的完成期限", ahead=True),),
    },
    path=("open", "following", "resolved", "confirmed"),
    parts=_difficulty_parts,
)


def _circular_parts(circular: Circular) -> Iterator[Part]:
    """The text, the frozen figures, and those frozen before."""
    yield Part("正文", (), [(line,) for line in circular.text.splitlines() if line.strip()])
    for copy in reversed(circular.copies):
        moment = f"{timezone.localtime(datetime.fromisoformat(copy['as_of'])):%Y-%m-%d %H:%M}"
        for item in copy["items"]:
            rows = [row_of(line, item["unit"]) for line in item["lines"]]
            yield Part(f"{item['title']}（{moment} 取数）", ("名次", "单位", "目标", "完成", "完成率"), rows)


def _circular_asks(circular: Circular, step: str) -> tuple[Sequence[Any], Mapping[str, Any]] | None:
    if step == "refresh":
        return (Column("until", "数据截至", Kind.DATE, required=True),), {"until": circular.until}
    return None


CIRCULAR = Screen(
    Circular,
    workflows.CIRCULAR,
    columns=("title", "until", "period", "issued_on", "number", "org", "state"),
    day="composed_on",
    groups={
        "通报": ("title", "sheet", "period", "until", "praise", "spur", "composed_on", "note", "org"),
        "印发": ("issued_on", "number"),
    },
    search=("title", "number"),
    totals=(Total("targets.circulars", "", ("issued",)),),
    entries=lambda: (Entry("compose", imports.CIRCULARS, "起草通报"),),
    changes={"edit": ("title",)},
    inputs={"issue": (Column("number", "文号", Kind.TEXT, help="已另行发文的填文号；在通报页可以直接编号发文"),)},
    words={
        "period": period_words,
        "praise": lambda value: f"{printed(value, '%')} 以上（含）",
        "spur": lambda value: f"不到 {printed(value, '%')}",
    },
    path=("draft", "issued"),
    parts=_circular_parts,
    asks=_circular_asks,
    papers=papers.CIRCULAR,
)
ALL = (GROUP, VISIT, DIFFICULTY, CIRCULAR)
