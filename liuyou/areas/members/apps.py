"""The app of membership: its pages in the menu, and what it does every night."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "liuyou.areas.members"

    def ready(self) -> None:
        from liuyou.areas.members import tasks
        from liuyou.kernel.jobs import sweeping
        from liuyou.kernel.web import menu

        menu.add("会员", "入会二维码", "member-own-door", "members.enrol", order=60)
        menu.add("会员", "年度清理", "member-cleanup", "members.approve", order=70)
        if tasks.SILENCE not in sweeping.NIGHTLY:
            sweeping.NIGHTLY.append(tasks.SILENCE)
