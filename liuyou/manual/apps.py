"""The manual as an app."""

from __future__ import annotations

from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "liuyou.manual"
    label = "manual"
    verbose_name = "用户手册"
