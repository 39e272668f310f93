"""Addresses of the frame and of the registers."""

from __future__ import annotations

from django.urls import path

from liuyou.kernel.web import import_urls, records, taking, views, working

urlpatterns = [
    *import_urls.urlpatterns,
    path("switch/", views.switch, name="switch"),
    path("look/", views.look, name="look"),
    path("records/<int:number>/", records.record_any, name="record-any"),
    path("r/<str:register>/", records.record_list, name="records"),
    path("r/<str:register>/totals/", records.record_totals, name="record-totals"),
    path("r/<str:register>/choose/", records.record_choose, name="record-choose"),
    path("r/<str:register>/bulk/", working.record_bulk, name="record-bulk"),
    path("r/<str:register>/export/", working.record_export, name="record-export"),
    path("r/<str:register>/filters/", working.filter_save, name="filter-save"),
    path("r/<str:register>/new/<str:code>/", taking.record_new, name="record-new"),
    path("r/<str:register>/new/<str:code>/person/", taking.person_hint, name="person-hint"),
    path("r/<str:register>/<int:number>/", records.record_page, name="record"),
    path("r/<str:register>/<int:number>/reveal/<str:field>/", records.reveal, name="record-reveal"),
    path("r/<str:register>/<int:number>/paper/<str:code>/", records.record_paper, name="record-paper"),
    path("r/<str:register>/<int:number>/<str:step>/", taking.record_step, name="record-step"),
]
