"""Joins Django's and allauth's notices of signing in to our history."""

from __future__ import annotations

import logging

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "liuyou.kernel.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        logging.getLogger("axes").setLevel(logging.CRITICAL)  # its lines carry what was typed as user name
        from liuyou.kernel.accounts import history
        from liuyou.kernel.web import menu

        history.listen()
        menu.add("系统", "账号", "accounts", "accounts.manage", order=60)
        menu.add("系统", "任免职务", "posts", "access.grant", order=61)
        menu.add("系统", "登录记录", "sign_ins", "journal.read", order=62)
