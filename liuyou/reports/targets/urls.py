"""Addresses of the pages of targets. The records have the addresses that all registers have."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.targets.views import board, circulars, splitting, supervision

urlpatterns = [
    path("targets/board/", board.board_page, name="targets-board"),
    path("targets/split/<int:number>/", splitting.split_page, name="targets-split"),
    path("targets/supervision/", supervision.supervision_page, name="targets-supervision"),
    path("targets/visit/<int:number>/", supervision.visit_page, name="targets-visit"),
    path("targets/circular/<int:number>/", circulars.circular_page, name="targets-circular"),
]
