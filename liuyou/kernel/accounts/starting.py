"""Accounts at the start of an installation: whoever works on the machine opens the first ones."""

from __future__ import annotations

from datetime import date

from liuyou.kernel.access.models import Post
from liuyou.kernel.access.setup import operator
from liuyou.kernel.accounts import actions
from liuyou.kernel.accounts.models import User
from liuyou.kernel.accounts.posts import appoint
from liuyou.kernel.catalogue.roles import ROLES, permissions_of


def ensure_account(username: str, name: str, password: str, role: str, org: int, since: date) -> User:
    """The account with a present post of that role at the org, by the operator; what is there already stays."""
    actor, title = operator(), ROLES[role].title
    user = User.objects.filter(username=username).first()
    if user is None:
        user = actions.create_account(username, name, org, actor=actor, reason="初次开通").user
        actions.change_own_password(user, password)
    if not Post.objects.filter(actor=user.actor, org_id=org, title=title, ends=None).exists():
        appoint(user.actor, org, title, permissions_of(role), starts=since, actor=actor, reason="初次任命")
    return user
