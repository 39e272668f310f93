"""An election by meeting with paper ballots, from its preparation to the file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.areas.officers.rules import elections
from liuyou.kernel.journal.models import Record


class Election(Record):
    """One election of one union.

    `races`: [{race, seats}]; `candidates`: [{name, person_id, race, by, capacity, front_line, strokes, verdict, why}];
    `rounds`: every round of voting, void and refused ones too: [{no, held_on, entitled, present, scrutineers, tellers,
    needed, races: [{race, kind, seats, issued, returned, valid, votes, elected, tied, vacant, void}], rejected}];
    `posts`: what the first plenaries gave out: [{name, person_id, title, votes, full_time, finance, division}].
    """

    register = "officers.election"
    kind = models.CharField(
        "选举类型",
        max_length=4,
        choices=[(each, each) for each in (elections.NEW, elections.FIRST, elections.BY_ELECTION)],
    )
    term_no = models.PositiveSmallIntegerField("届次", null=True)
    term_years = models.PositiveSmallIntegerField("任期（年）")
    planned_on = models.DateField("拟召开日期")
    meeting = models.CharField("会议形式", max_length=12, choices=[(each, each) for each in elections.MEETINGS])
    members = models.PositiveIntegerField("会员数")
    women = models.PositiveIntegerField("女会员数", default=0)
    delegates = models.PositiveIntegerField("会员代表数", default=0)
    enterprise = models.BooleanField("企业工会", default=True)
    direct = models.BooleanField("主席直选", default=False, editable=False)
    races = models.JSONField("选举项目", default=list, editable=False)
    plan_approval = models.CharField("筹备批复文号", max_length=60, blank=True)
    candidates = models.JSONField("候选人", default=list, editable=False)
    vetting_group = models.JSONField("资格审查组", default=list, editable=False)
    vetted_on = models.DateField("审查日期", null=True, editable=False)
    party_opinion = models.CharField("党组织意见", max_length=200, blank=True)
    posted_on = models.DateField("公示日期", null=True, editable=False)
    posted_until = models.DateField("公示期满", null=True, editable=False)
    taken_down_on = models.DateField("公示结束日期", null=True, editable=False)
    objections = models.CharField("公示意见", max_length=200, blank=True)
    held_on = models.DateField("大会日期", null=True, editable=False)
    entitled = models.PositiveIntegerField("应到人数", null=True, editable=False)
    present = models.PositiveIntegerField("实到人数", null=True, editable=False)
    on_roll = models.PositiveIntegerField("名册人数", null=True, editable=False)
    roll_note = models.CharField("与名册差异说明", max_length=200, blank=True)
    presided_by = models.CharField("大会主持", max_length=60, blank=True)
    scrutineers = models.JSONField("监票人", default=list, editable=False)
    tellers = models.JSONField("计票人", default=list, editable=False)
    rounds = models.JSONField("各轮投票", default=list, editable=False)
    posts = models.JSONField("委员分工", default=list, editable=False)
    announced_on = models.DateField("宣布日期", null=True, editable=False)
    first_meeting_on = models.DateField("第一次全体会议", null=True, editable=False)
    reported_on = models.DateField("报告日期", null=True, editable=False)
    approval = models.CharField("当选批复文号", max_length=60, blank=True)
    approved_on = models.DateField("批复日期", null=True, editable=False)
    legal_change_by = models.DateField("法人变更期限", null=True, editable=False)
    legal_changed_on = models.DateField("法人变更日期", null=True, editable=False)
    archive_no = models.CharField("归档号", max_length=60, blank=True)
    filed_on = models.DateField("归档日期", null=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [models.Index(fields=["planned_on", "id"], name="election_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(present=None) | models.Q(present__lte=models.F("entitled")), name="election_present"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "filed"]) | models.Q(held_on__isnull=False),
                name="election_approved_is_dated",
            ),
        ]
