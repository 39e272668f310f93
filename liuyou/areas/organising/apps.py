"""The app of organising: its entries in the menu, and what follows when a union ceases."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisingConfig(AppConfig):
    name = "liuyou.areas.organising"

    def ready(self) -> None:
        from liuyou.kernel.web import menu

        menu.add("组织", "组建情况表", "organising-table", "organising.read", order=5)
        menu.add("组织", "法人证书期限", "organising-due", "organising.read", order=35)
        menu.add("组织", "普查进度", "organising-census", "organising.read", order=6)
