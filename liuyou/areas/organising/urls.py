"""Addresses of organising's own pages. The records have the addresses that all registers have."""

from __future__ import annotations

from django.urls import path

from liuyou.areas.organising.views import census, due, table

urlpatterns = [
    path("organising/table/", table.table_page, name="organising-table"),
    path("organising/due/", due.due_page, name="organising-due"),
    path("organising/census/", census.progress, name="organising-census"),
    path("organising/census/<int:number>/", census.progress, name="organising-census-one"),
    path("organising/census/<int:number>/calls/", census.call_list, name="organising-calls"),
    path("organising/call/<int:number>/", census.call, name="organising-call"),
]
