"""The permissions there are: those of the kernel, and those that each area declares."""

from __future__ import annotations

from liuyou.kernel.catalogue.catalogue import AREAS

KERNEL = {
    "people.read": "查看人员",
    "people.enter": "登记和更正人员",
    "people.reveal": "查看敏感信息（须写明理由）",
    "figures.read": "查看指标",
    "documents.read": "查看和核对公文",
    "documents.write": "写出和更新公文",
    "intake.load": "导入台账",
    "orgs.manage": "办理组织变动",
    "parameters.set": "另定参数",
    "access.grant": "任免职务和授权",
    "accounts.manage": "账号管理",
    "journal.read": "查阅办理日志",
    "system.manage": "系统维护",
    "secrecy.key.rotate": "更换加密密钥",
    "api.tokens": "发放接口令牌",
}


def permissions() -> dict[str, str]:
    """Code → Chinese name of every permission; ``*`` and ``<area>.*`` stand for all of it."""
    found = dict(KERNEL)
    for area in AREAS.values():
        found |= {code: f"{area.title}：{title}" for code, title in area.permissions.items()}
    return found


def title_of(permission: str) -> str:
    """The Chinese name of a permission as granted, wildcards included."""
    if permission == "*":
        return "全部权限"
    area, _, rest = permission.partition(".")
    if rest == "*":
        return f"{AREAS[area].title}：全部" if area in AREAS else f"{area}：全部"
    return permissions().get(permission, permission)
