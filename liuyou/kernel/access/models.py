"""Who may do what where: an actor holds posts, a post carries grants, a grant reaches the post's org and all below."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from liuyou.kernel.orgs.models import Org
from liuyou.kernel.people.models import Person
from liuyou.kernel.writing.permit import GUARD


class Actor(models.Model):
    """Someone, or something (a job, the command line), that acts. Nobody acts without one."""

    name = models.CharField("名称", max_length=60, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True)

    class Meta:
        triggers: ClassVar = [GUARD]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An office held by an actor in an org from one day to another."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="posts")
    org = models.ForeignKey(Org, models.PROTECT)
    title = models.CharField("职务", max_length=60)
    starts = models.DateField("任职日期")
    ends = models.DateField("卸任日期", null=True)

    class Meta:
        triggers: ClassVar = [GUARD]


class Known(models.Model):
    """An org knows a person: a record of the org, or a list that it took in, names him or her.

    Taken back only by a merger of two people, or by its undoing (`kernel.actions.merging`).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "org"], name="known_once")]
        indexes: ClassVar = [models.Index(fields=["org", "person"], name="known_org")]


class Grant(models.Model):
    """One permission (`aid.approve`; `*` for all of an area or of everything) that goes with a post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="grants")
    permission = models.CharField("权限", max_length=60)

    class Meta:
        triggers: ClassVar = [GUARD]
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "permission"], name="grant_once")]
