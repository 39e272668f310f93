"""Addresses of the pages about figures."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.figures.views import catalogue, changes, checks, explorer, panel, records

urlpatterns = [
    path("figures/", catalogue.catalogue_page, name="figures"),
    path("figure/", explorer.explorer, name="figure"),
    path("figure/export/", explorer.export, name="figure-export"),
    path("figure/records/", records.records_page, name="figure-records"),
    path("figure/records/export/", records.export, name="figure-records-export"),
    path("figure/changes/", changes.changes_page, name="figure-changes"),
    path("figure/checks/", checks.checks_page, name="figure-checks"),
    path("figure/panel/", panel.panel, name="figure-panel"),
]
