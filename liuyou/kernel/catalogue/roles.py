"""Roles: the permissions that usually go with a post. What an area adds to a role stands in its `area.py`."""

from __future__ import annotations

from dataclasses import dataclass

from liuyou.kernel.catalogue.catalogue import AREAS

BASIC = ("people.read", "people.enter", "figures.read", "documents.read", "documents.write", "intake.load")
ABOVE = (*BASIC, "people.reveal", "access.grant")
"""A federation answers for the unions below it: their posts are given by it."""


@dataclass(frozen=True, slots=True)
class Role:
    """`permissions` are the kernel's; the areas' come on top by `permissions_of`."""

    code: str
    title: str
    permissions: tuple[str, ...]
    help: str


ROLES = {
    role.code: role
    for role in (
        Role("officer", "基层工会干部", BASIC, "登记和办理本单位的业务"),
        Role("township", "乡镇、行业工会干部", ABOVE, "审核下级、汇总、写出公文"),
        Role("supervisor", "区县总工会干部", (*ABOVE, "orgs.manage", "parameters.set", "api.tokens"), "全区业务和审批"),
        Role("leader", "领导", ("figures.read", "documents.read"), "看指标和公文，不看个人资料"),
        Role(
            "auditor", "审计管理员", ("journal.read", "figures.read", "documents.read"), "查日志和登录，核对指标和公文"
        ),
        Role("system", "系统管理员", ("system.manage",), "任务、备份和运行状态，不接触业务资料"),
        Role("security", "安全管理员", ("accounts.manage",), "开通、停用和解锁账号，不接触业务资料"),
    )
}


def permissions_of(role: str) -> tuple[str, ...]:
    """All permissions of a role; where an area gives ``area.*``, each of its permissions by name."""
    found = list(ROLES[role].permissions)
    for area in AREAS.values():
        for code in area.roles.get(role, ()):
            found += area.permissions if code == f"{area.code}.*" else [code]
    return tuple(found)
