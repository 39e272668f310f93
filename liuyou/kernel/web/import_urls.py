"""Addresses of importing, attachments and drafts."""

from __future__ import annotations

from django.urls import path

from liuyou.kernel.web import attaching, drafts
from liuyou.kernel.web.imports import past, views

urlpatterns = [
    path("import/", views.start, name="import"),
    path("import/<int:number>/", views.file, name="import-file"),
    path("import/<int:number>/marked.xlsx", views.marked, name="import-marked"),
    path("import/done/<int:number>/", past.load_page, name="import-load"),
    path("import/blank/", views.templates, name="import-templates"),
    path("import/blank/<str:register>.xlsx", views.template, name="import-template"),
    path("attachments/<str:register>/<int:record>/", attaching.attach, name="attach"),
    path("attachments/<int:number>/", attaching.download, name="attachment"),
    path("attachments/<int:number>/remove/", attaching.detach, name="attachment-remove"),
    path("drafts/", drafts.draft, name="draft"),
    path("drafts/token/", drafts.token, name="draft-token"),
]
