"""Tokens, webhooks with their deliveries, and two small technical tables: requests answered once, requests counted."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from liuyou.kernel.access.models import Actor, Post
from liuyou.kernel.orgs.models import Org
from liuyou.kernel.secrecy.fields import SealedText
from liuyou.kernel.writing.permit import GUARD


class Token(models.Model):
    """A way in for a program: an actor of its own holding one post. What it may do and until when, the post says."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="token")
    name = models.CharField("名称", max_length=40)
    digest = models.BinaryField(unique=True, editable=False)
    """Keyed hash of the token's text, which is kept nowhere."""
    tail = models.CharField("末四位", max_length=4)
    given_by = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("发放时间")
    ended_at = models.DateTimeField("停用时间", null=True)
    used_at = models.DateTimeField("最近使用", null=True)
    """To the hour: written at most once in one."""

    class Meta:
        triggers: ClassVar = [GUARD]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return self.post.actor

    def holds(self, on: date) -> bool:
        """Whether it opens anything on a day."""
        post = self.post
        return self.ended_at is None and post.starts <= on and (post.ends is None or on < post.ends)


class Webhook(models.Model):
    """An address that is told what is done in an org and below. `actions`: ``aid.*``, ``aid.payment.record`` …"""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=40)
    url = models.URLField("地址", max_length=300)
    secret = SealedText(verbose_name="签名密钥")
    actions = models.JSONField("通知的办理", default=list)
    active = models.BooleanField("启用", default=True)
    given_by = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("设立时间")

    class Meta:
        triggers: ClassVar = [GUARD]

    def __str__(self) -> str:
        return self.name


class Sending(models.TextChoices):
    WAITING = "waiting", "等待送达"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "已放弃"


class Delivery(models.Model):
    """One message to one webhook, of up to a hundred lines of the journal; the same body however often it is tried."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    line = models.BigIntegerField(null=True)
    """The first of the journal's lines in it: nothing is told twice. Empty for a trial."""
    events = models.IntegerField("事项数")
    body = models.TextField()
    state = models.CharField("状态", max_length=12, choices=Sending.choices, default=Sending.WAITING)
    attempts = models.SmallIntegerField("次数", default=0)
    code = models.SmallIntegerField("应答码", null=True)
    said = models.CharField("说明", max_length=120, blank=True)
    created_at = models.DateTimeField("产生时间")
    next_at = models.DateTimeField("下次尝试", null=True)

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["webhook", "line"], name="delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="waiting")),
        ]


class Once(models.Model):
    """A request with an Idempotency-Key that was carried out: what it made. Kept for a day."""

    digest = models.BinaryField(primary_key=True)
    """Of who asked, where, and the key."""
    content = models.BinaryField()
    """Of the body: the same key with another body is a mistake."""
    made = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()


class Spent(models.Model):
    """How many requests somebody has made in the present minute, counted over all processes."""

    who = models.CharField(primary_key=True, max_length=60)
    minute = models.BigIntegerField()
    count = models.IntegerField()
