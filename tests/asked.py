"""Forms, standards and targets of the neighbours, and what only an org above begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from liuyou.kernel.base.periods import Period

FROM_ABOVE = ("returns.return", "standards.appraisal", "targets.letter")
"""Registers whose records only an org above begins: the top has none."""
LAYOUT = {
    "columns": [{"code": "period", "title": "本年", "kind": "period"}],
    "rows": [
        {"code": "money", "title": "救助金额", "unit": "元", "figure": "aid.money"},
        {"code": "calls", "title": "来访", "unit": "人次", "typed": {"why": "不在系统内登记", "consolidate": "sum"}},
    ],
}
TREE = [{"code": "1", "title": "帮扶", "points": "100", "mode": "all_or_nothing", "figure": "aid.money", "must": "≥ 1"}]


def ask_from_above(world: Any, marks: Mapping[str, str], since: date) -> None:
    """Forms of every org, and what only an org above begins."""
    from liuyou.reports.returns.actions import forms, opening
    from liuyou.reports.standards.actions import standards
    from liuyou.reports.standards.models import Appraisal
    from liuyou.reports.targets.models import Target

    given, period = {"actor": world.actor, "on": timezone.localdate()}, Period.parse("2016")
    form = {"frequency": "年", "purpose": "掌握进度", "basis": "年度安排", "layout": LAYOUT}
    form |= {"starts_on": since, "ends_on": date(2030, 12, 31)}
    standard = {"total": "100", "tree": TREE, "grades": [], "starts_on": since}
    own = {number: where for where, number in world.orgs.items()}
    for where, mark in {**marks, "top": "上级"}.items():
        row = {"org_id": world.orgs.get(where, world.orgs["parent"]), "title": f"{mark}年度"}
        [asked] = forms.draft_forms([form | row | {"code": f"year{where}"}], **given)
        [scored] = standards.draft_standards([standard | row | {"short": mark, "code": where}], **given)
        asked, scored = forms.publish_form(asked, **given), standards.publish_standard(scored, **given)
        world.records["returns.form", where], world.records["standards.standard", where] = asked.pk, scored.pk
    for each in opening.open_period(asked, period, **given):
        world.records["returns.return", own.get(each.org_id, "")] = each.pk
    standards.open_round(scored, period="2016", check_by=timezone.localdate(), **given)
    for each in Appraisal.objects.filter(standard=scored):
        world.records["standards.appraisal", own.get(each.org_id, "")] = each.pk
    world.records["targets.target", "parent"] = Target.objects.filter(org_id=world.orgs["parent"])[0].pk
