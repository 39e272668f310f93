"""Addresses of standards and score sheets. The records have the addresses that all registers have."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.standards.views import editor, overview, ready, sheet

urlpatterns = [
    path("standards/", overview.index, name="standards"),
    path("standards/shipped/", ready.shipped_list, name="standards-shipped"),
    path("standards/figures/", editor.figure_hints, name="standards-figures"),
    path("standards/<int:number>/", editor.standard, name="standard"),
    path("standards/<int:number>/check/", editor.look_over, name="standard-check"),
    path("standards/<int:number>/copy/", ready.copy, name="standard-copy"),
    path("standards/<int:number>/round/", overview.round_page, name="standards-round"),
    path("standards/<int:number>/ranking/", overview.ranking, name="standards-ranking"),
    path("standards/sheet/<int:number>/", sheet.sheet_page, name="standards-sheet"),
]
