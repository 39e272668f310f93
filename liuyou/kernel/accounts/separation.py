"""Three administrators kept apart (三员分立), and what one may give to others.

GB/T 22239-2019 8.1.5 (安全管理中心) asks for a system, an audit and a security administrator, each doing only his own;
practice (三员分立) lets nobody hold two of them. Here: whoever holds one of the three permissions holds nothing
beyond what that role is made of.
"""

from __future__ import annotations

from collections.abc import Iterable

from liuyou.kernel.base.errors import Refused
from liuyou.kernel.catalogue.roles import ROLES, permissions_of

ADMINISTRATORS = {"system.manage": "system", "accounts.manage": "security", "journal.read": "auditor"}
"""The permission that makes an administrator → his role."""
RULE = "三员分立（GB/T 22239-2019 第8.1.5条）"


def administers(permissions: Iterable[str]) -> list[str]:
    """Roles of administrator that these permissions amount to."""
    held = set(permissions)
    return [role for permission, role in ADMINISTRATORS.items() if permission in held]


def keep_apart(permissions: Iterable[str]) -> None:
    """Refused when one person would hold two of the three, or one beside data."""
    held = set(permissions)
    roles = administers(held)
    if len(roles) > 1:
        names = "、".join(ROLES[role].title for role in roles)
        raise Refused(f"{RULE}：一人不能兼任{names}。请先解除原来的职务，或换一个人。")
    if roles and (beyond := held - set(permissions_of(roles[0]))):
        title = ROLES[roles[0]].title
        raise Refused(
            f"{RULE}：{title}不能同时办理业务（另有 {len(beyond)} 项业务权限）。请先解除原来的职务，或换一个人。"
        )


def is_administrators(permissions: Iterable[str]) -> bool:
    """Whether it is an administrator's post: such posts are given by the security administrator, not by supervisors."""
    return bool(administers(permissions))
