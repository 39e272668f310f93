"""A run: one action on many records, or one long task; and what became of each record."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import models

from liuyou.kernel.access.models import Actor
from liuyou.kernel.base.home import home
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD


class State(models.TextChoices):
    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    STOPPED = "stopped", "已停下"


class Run(models.Model):
    """Begun by an actor, done by the worker as that actor. It is resumed after a kill and stopped on request."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=60)
    """The code of an action, or of a task."""
    title = models.CharField("名称", max_length=120)
    org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    inputs = SealedText(verbose_name="填写的内容", default="")
    reason = models.TextField("理由", blank=True)
    on = models.DateField("办理日期", null=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    progress = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    refused = models.PositiveIntegerField("被拒绝", default=0)
    note = models.TextField("说明", blank=True)
    result = models.CharField("结果文件", max_length=200, blank=True)
    """Name of a file in this run's folder of results."""

    class Meta:
        triggers: ClassVar = [GUARD]
        indexes: ClassVar = [
            models.Index(fields=["actor", "-created_at"], name="run_of_actor"),
            models.Index(fields=["kind", "-created_at"], name="run_of_kind"),
            models.Index(fields=["state"], name="run_under_way", condition=models.Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        if self.total:
            return min(100 * self.progress // self.total, 100)
        return 100 if self.state == State.DONE else 0

    @property
    def under_way(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def folder(self) -> Path:
        return home() / "results" / str(self.pk)

    @property
    def file(self) -> Path | None:
        """The result, as long as it is kept."""
        path = self.folder / self.result
        return path if self.result and path.is_file() else None


class ItemState(models.TextChoices):
    WAITING = "waiting", "等待"
    DONE = "done", "已办理"
    REFUSED = "refused", "被拒绝"


class RunItem(models.Model):
    """One record of a run. It is marked in the transaction that changes the record."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    record = models.BigIntegerField()
    state = models.CharField("结果", max_length=12, choices=ItemState.choices, default=ItemState.WAITING)
    message = models.TextField("说明", blank=True)

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "record"], name="run_item_once")]
        indexes: ClassVar = [models.Index(fields=["run", "state", "number"], name="run_item_next")]
