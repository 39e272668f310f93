"""The county's targets of 2016: given by the city, split to the towns, talked over, settled, signed; and supervised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liuyou.kernel.access.models import Actor
    from liuyou.kernel.orgs.models import Place
    from liuyou.reports.targets.models import Sheet, Target

YEAR, PERIOD = 2016, "2016"
GIVEN_ON, HANDED_ON = date(2016, 1, 4), date(2016, 1, 5)
ITEMS = (
    ("organising.unions_founded", "新建基层工会", "940", "40"),
    ("members.joined", "新发展会员", "1100", "40"),
    ("organising.points", "双亮双履示范点", "66", "20"),
)
"""Figure, title, the county's target, points."""
COUNTER = ((3, "2", "全镇未建会企业只剩这些"), (9, "3", "两家企业已停产"))
"""Towns that hold their share of new unions for too high: by how many, and why; the next town takes them over."""
KEYPOINTS = (
    ("完成小微企业组建攻坚", "organising.unions_founded", "940", "", "组织部", date(2016, 12, 20)),
    ("发展新会员", "members.joined", "1100", "", "组织部", date(2016, 12, 20)),
    ("建成双亮双履示范点", "organising.points", "66", "", "组织部", date(2016, 10, 31)),
    ("修订基层工会考核办法", "", None, "印发考核办法", "办公室", date(2016, 4, 30)),
    ("举办乡镇工会主席培训班", "", None, "培训 22 名乡镇工会主席", "宣教部", date(2016, 6, 30)),
    ("建成县职工服务中心", "", None, "服务中心挂牌运行", "权益部", date(2016, 11, 30)),
)
"""Title, figure and value, or what has to be there in the end; who sees to it by when."""


def run(county: int, actor: Actor) -> str:
    """Everything in order of time, by the ordinary actions. What was made, in words; empty where it was there."""
    from liuyou.kernel.orgs import tree
    from liuyou.reports.targets.models import Target

    if Target.objects.filter(org_id=county).exists():
        return ""
    towns = [each for each in tree.children(county, HANDED_ON) if each.kind == "federation"]
    towns.sort(key=lambda each: each.org_id)
    wholes = _given(county, actor)
    sheet = _sheet(county, actor)
    settled = _handed_down(wholes, towns, actor)
    _letter(towns[0], actor)
    _keypoints(county, actor)
    _supervised(county, towns, actor)
    _told_around(county, sheet, actor)
    told = f"宽河县 {YEAR} 年目标 {len(wholes)} 项分解到 {len(towns)} 个乡镇（{settled} 个）"
    return f"{told}，责任书 1 份，工作要点 {len(KEYPOINTS)} 条，督查 2 次"


def _given(county: int, actor: Actor) -> list[Target]:
    """What the city wants of the county, agreed to as it is."""
    from liuyou.reports.targets.actions import targets

    rows = [
        {"org_id": county, "figure": figure, "title": title, "period": PERIOD, "value": value, "points": points}
        | {"basis": "云州市总工会 2016 年目标任务（虚构）", "drafted_on": GIVEN_ON}
        for figure, title, value, points in ITEMS
    ]
    made = targets.draft_targets(rows, actor=actor, on=GIVEN_ON)
    targets.propose_targets(made, actor=actor, on=GIVEN_ON)
    targets.agree_to_target(made, actor=actor, on=GIVEN_ON)
    settled: list[Target] = targets.settle_targets(made, actor=actor, on=GIVEN_ON)
    return settled


def _sheet(county: int, actor: Actor) -> Sheet:
    from liuyou.reports.targets.actions import sheets

    items = [{"figure": figure, "title": title, "points": points} for figure, title, _, points in ITEMS]
    row = {"org_id": county, "title": "乡镇总工会 2016 年目标表", "year": YEAR, "items": items, "made_on": HANDED_ON}
    row |= {"applies": {"kinds": ["federation"]}, "basis": "宽河县总工会 2016 年工作安排（虚构）"}
    made: Sheet = sheets.make_sheets([row], actor=actor, on=HANDED_ON)[0]
    sheets.adopt_sheet(made, actor=actor, on=HANDED_ON)
    sheets.hand_out_sheet(made, actor=actor, on=HANDED_ON)
    return made


def _handed_down(wholes: Sequence[Target], towns: Sequence[Place], actor: Actor) -> int:
    """Shared out equally, talked over, settled so that the parts come to the whole; how many."""
    from liuyou.reports.targets.actions import targets
    from liuyou.reports.targets.models import Target

    for whole in wholes:
        targets.split_target(whole, way="equal", actor=actor, on=HANDED_ON)
    parts = Target.objects.filter(org_id__in=[each.org_id for each in towns], period=PERIOD)
    founding = {each.org_id: each for each in parts.filter(figure=ITEMS[0][0])}
    for town, less, why in COUNTER:
        mine, next_one = founding[towns[town].org_id], founding[towns[town + 1].org_id]
        lower, higher = mine.value - Decimal(less), next_one.value + Decimal(less)
        targets.counter_target(mine, value=lower, reason=why, actor=actor, on=date(2016, 1, 8))
        again = {"actor": actor, "on": date(2016, 1, 11)}
        targets.propose_targets(mine, value=lower, reason="情况属实，采纳", **again)
        targets.propose_targets(next_one, value=higher, reason="调剂到本镇", **again)
    waiting = list(parts.order_by("pk").values_list("pk", flat=True))
    targets.agree_to_target(waiting, actor=actor, on=date(2016, 1, 12))
    targets.settle_targets(waiting, actor=actor, on=date(2016, 1, 13))
    return len(waiting)


def _letter(town: Place, actor: Actor) -> None:
    from liuyou.reports.targets.actions import letters

    on = date(2016, 1, 20)
    duties = ["按月上报组建和入会进度", "小微企业建会前走访到户"]
    row = {"org_id": town.org_id, "title": f"{town.name} 2016 年目标责任书", "year": YEAR, "duties": duties}
    made = letters.draft_letters([row | {"drafted_on": on}], actor=actor, on=on)
    letters.issue_letters(made, issued_on=on, signed_by_above="王宽", actor=actor, on=on)
    letters.sign_letter(made[0].pk, signed_on=date(2016, 1, 22), signed_by="李永", actor=actor, on=date(2016, 1, 22))


def _keypoints(county: int, actor: Actor) -> None:
    """One is done, one not in time, one has not begun; the others are under way."""
    from liuyou.reports.targets.actions import plans

    on = date(2016, 1, 12)
    rows: list[dict[str, Any]] = [
        {"org_id": county, "year": YEAR, "title": title, "figure": figure, "value": value and Decimal(value)}
        | {"deliverable": deliverable, "owner": owner, "finish_by": by, "planned_on": on}
        for title, figure, value, deliverable, owner, by in KEYPOINTS
    ]
    made = plans.plan_keypoints(rows, actor=actor, on=on)
    plans.begin_keypoint(made[:5], actor=actor, on=date(2016, 2, 1))
    plans.report_keypoint(made[0].pk, progress="半年新建工会过八成", actor=actor, on=date(2016, 6, 30))
    done = {"done_on": date(2016, 4, 26), "result": "宽河县基层工会考核办法已印发"}
    plans.finish_keypoint(made[3].pk, actor=actor, on=date(2016, 4, 26), **done)
    plans.report_keypoint(made[4].pk, progress="因汛情推迟到四季度", actor=actor, on=date(2016, 7, 1))


def _supervised(county: int, towns: Sequence[Place], actor: Actor) -> None:
    """One visit announced, with a difficulty followed and one thing put right; one not announced, still to come."""
    from liuyou.reports.targets.actions import supervision
    from liuyou.reports.targets.models import Difficulty

    units = [each.org_id for each in towns[:11]]
    row = {"org_id": county, "name": "组建工作第一督查组", "leader": "王宽", "members": "陈立、周敏", "units": units}
    (group,) = supervision.form_groups([row | {"since": date(2016, 3, 1)}], actor=actor, on=date(2016, 3, 1))
    common = {"org_id": county, "group_id": group.pk}
    visited, _ = supervision.plan_visits(
        [
            common | {"unit_id": units[0], "planned_on": date(2016, 5, 17), "announced": True},
            common | {"unit_id": units[3], "planned_on": date(2016, 10, 18), "announced": False},
        ],
        actor=actor,
        on=date(2016, 5, 4),
    )
    on = date(2016, 5, 17)
    findings = [
        {
            "problem": "两家企业经营者不支持建会",
            "advice": "请镇党委出面约谈",
            "owner": "李永",
            "due_on": date(2016, 9, 30),
        },
        {"problem": "会员名册没有按月更新", "advice": "指定专人", "owner": "赵云", "due_on": date(2016, 6, 30)},
        {"problem": "宣传栏内容较旧", "advice": "及时更换"},
    ]
    supervision.do_visit(visited, visited_on=on, findings=findings, opinion="总体进展较好", actor=actor, on=on)
    hard, roll = Difficulty.objects.filter(visit=visited).order_by("pk")
    supervision.take_up_difficulty([hard.pk, roll.pk], progress="已明确责任人", actor=actor, on=on + timedelta(3))
    supervision.follow_difficulty(hard, progress="镇党委约谈一家，同意年内建会", actor=actor, on=date(2016, 7, 12))
    result = {"resolved_on": date(2016, 6, 20), "result": "名册已更新到 6 月", "mechanism": "每月 25 日前核对名册"}
    supervision.resolve_difficulty(roll, actor=actor, on=date(2016, 6, 20), **result)
    confirmed = date(2016, 6, 28)
    supervision.confirm_difficulty(roll, confirmed_on=confirmed, actor=actor, on=confirmed)


def _told_around(county: int, sheet: Sheet, actor: Actor) -> None:
    """A meeting that drives the campaign, and a circular out of the figures of seven months."""
    from liuyou.reports.targets.actions import circulars, plans

    tasks = [{"task": "逐户摸底未建会企业", "owner": "各乡镇总工会", "due_on": date(2016, 6, 30)}]
    row = {"org_id": county, "title": "小微企业组建工作推进会", "kind": "推进会", "held_on": date(2016, 5, 20)}
    plans.hold_meetings([row | {"participants": 46, "tasks": tasks}], actor=actor, on=date(2016, 5, 20))
    on = date(2016, 8, 3)
    told = {"org_id": county, "title": "1—7 月目标完成情况通报", "sheet_id": sheet.pk, "period": PERIOD}
    (made,) = circulars.compose_circulars([told | {"until": date(2016, 7, 31), "composed_on": on}], actor=actor, on=on)
    circulars.issue_circular(made, issued_on=on + timedelta(1), actor=actor, on=on + timedelta(1))
