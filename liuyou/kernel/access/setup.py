"""The first actors: who may act before anybody can grant anything."""

from __future__ import annotations

from datetime import date

from liuyou.kernel.access.models import Actor, Grant, Post
from liuyou.kernel.writing.permit import permit

OPERATOR = "命令行"
"""The actor of whoever works on the machine itself; holds every permission over the root org."""


def operator() -> Actor:
    """The command line's actor, made on first use."""
    found = Actor.objects.filter(name=OPERATOR).first()
    if found is None:
        with permit("access.actor.start"):
            found = Actor.objects.create(name=OPERATOR)
    return found


def appoint(actor: Actor, org: int, title: str, permissions: list[str], *, since: date) -> Post:
    """Give a post with permissions. Only for the set-up; later posts are given by actions of the web application."""
    with permit("access.post.start"):
        post = Post.objects.create(actor=actor, org_id=org, title=title, starts=since)
        Grant.objects.bulk_create(Grant(post=post, permission=each) for each in permissions)
    return post
