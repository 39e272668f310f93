"""The Chinese name of another way to sign in."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()
TITLES = {"dingtalk": "钉钉", "weixin": "微信", "feishu": "飞书"}


@register.filter
def provider_title(provider: Any) -> str:
    """The provider's own, or the name under which an OpenID Connect server was set up."""
    return TITLES.get(provider.id, str(provider.name))


ACTIONS = {
    "accounts.user.create": "开通账号",
    "accounts.user.disable": "停用账号",
    "accounts.user.enable": "启用账号",
    "accounts.user.unlock": "解除锁定",
    "accounts.password.reset": "重置密码",
    "accounts.password.change": "更换密码",
    "accounts.factor.bind": "绑定动态口令或备用码",
    "accounts.factor.renew": "换一批备用码",
    "accounts.factor.unbind": "停用动态口令",
    "accounts.factor.reset": "解除动态口令",
    "access.post.appoint": "任命职务",
    "access.post.end": "办理卸任",
}


@register.filter
def account_action(code: str) -> str:
    """An action on an account in words."""
    return ACTIONS.get(code, code)
