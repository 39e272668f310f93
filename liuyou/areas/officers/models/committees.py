"""Committees and the posts held on them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from liuyou.areas.officers.models.elections import Election
from liuyou.areas.officers.rules.committees import KINDS
from liuyou.areas.officers.rules.posts import CHAIR, TITLES
from liuyou.kernel.journal.models import Record
from liuyou.kernel.people.models import Person

SERVED = ["serving", "ended"]
DAYS = models.Func("since", "until", function="daterange", output_field=DateRangeField())


class Committee(Record):
    """One committee of a union for one term. `ends_on` is the last day of the term; an extension has its own."""

    register = "officers.committee"
    kind = models.CharField("委员会", max_length=16, choices=[(kind, kind) for kind in KINDS])
    term_no = models.PositiveSmallIntegerField("届次", null=True)
    term_years = models.PositiveSmallIntegerField("任期（年）")
    elected_on = models.DateField("选举日期")
    ends_on = models.DateField("任期届满", editable=False)
    extended_to = models.DateField("延期至", null=True, editable=False)
    seats = models.PositiveSmallIntegerField("委员名额", null=True)
    members_then = models.PositiveIntegerField("当时会员数", null=True)
    approval = models.CharField("批复文号", max_length=60, blank=True)
    election = models.ForeignKey(
        Election, models.PROTECT, null=True, related_name="+", verbose_name="选举", editable=False
    )
    ended_on = models.DateField("终止日期", null=True, editable=False)
    ending = models.CharField("终止原因", max_length=60, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["elected_on", "id"], name="committee_day"),
            models.Index(fields=["org", "kind"], name="committee_org"),
            models.Index(fields=["state", "due_on"], name="committee_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "kind"],
                condition=models.Q(state__in=["standing", "asked", "extended"]),
                name="committee_one_standing",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("elected_on"))
                & (models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("elected_on"))),
                name="committee_days",
            ),
        ]

    @property
    def last_day(self) -> date:
        """Of the term, or of an extension that was granted."""
        return self.extended_to if self.state == "extended" and self.extended_to else self.ends_on


class Officer(Record):
    """One post held by one person from `since`; `until` is the first day without it.

    `spells` keeps since when the post is full-time or not; `sex` is the person's, so that the record counts by itself.
    """

    register = "officers.officer"
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, related_name="officers", verbose_name="所在委员会"
    )
    title = models.CharField("职务", max_length=12, choices=[(title, title) for title in TITLES])
    sex = models.CharField("性别", max_length=2, blank=True, editable=False)
    full_time = models.BooleanField("专职", default=False)
    spells = models.JSONField("专兼职经过", default=list, editable=False)
    finance = models.BooleanField("分管财务", default=False)
    acting = models.BooleanField("代理", default=False)
    direct = models.BooleanField("直选", default=False)
    by_election = models.BooleanField("补选", default=False)
    division = models.CharField("分工", max_length=60, blank=True)
    since = models.DateField("任职日期")
    until = models.DateField("离任日期", null=True, editable=False)
    ending = models.CharField("离任原因", max_length=60, blank=True, editable=False)
    train_by = models.DateField("培训期限", null=True, editable=False)
    trained_on = models.DateField("上岗培训日期", null=True)
    sent_by = models.CharField("选派单位", max_length=120, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar = [
            models.Index(fields=["since", "id"], name="officer_day"),
            models.Index(fields=["org", "title"], name="officer_org"),
            models.Index(fields=["state", "train_by"], name="officer_train"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")), name="officer_days"
            ),
            ExclusionConstraint(
                name="officer_one_chair",
                expressions=[("org", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=models.Q(title=CHAIR, acting=False, state__in=SERVED),
            ),
            ExclusionConstraint(
                name="officer_post_once",
                expressions=[
                    *(("org", RangeOperators.EQUAL), ("person", RangeOperators.EQUAL)),
                    *(("title", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)),
                ],
                condition=models.Q(state__in=SERVED),
            ),
        ]
