"""The pages about papers as an app, and their lines in the menu."""

from __future__ import annotations

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "liuyou.reports.papers"
    label = "papers"
    verbose_name = "公文"

    def ready(self) -> None:
        import liuyou.reports.papers.many  # noqa: F401 - its task is known by being imported
        from liuyou.kernel.api import papers
        from liuyou.kernel.web import menu
        from liuyou.reports.summaries import SHIPPED

        papers.SHIPPED.update(SHIPPED)

        menu.add("公文", "写公文", "paper-new", "documents.write", order=10)
        menu.add("公文", "已发公文", "papers", "documents.read", order=20)
        menu.add("公文", "核对公文", "paper-verify", "documents.read", order=30)
        menu.add("公文", "更新公文", "paper-refresh", "documents.write", order=40)
        menu.add("公文", "公文模板", "paper-templates", "documents.read", order=50)
