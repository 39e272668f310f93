"""Addresses of papers and their templates."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.papers.views import checking, issued, templates, writing

urlpatterns = [
    path("papers/", issued.paper_list, name="papers"),
    path("papers/export/", issued.export, name="papers-export"),
    path("papers/new/", writing.new, name="paper-new"),
    path("papers/numbering/", writing.numbering_page, name="paper-numbering"),
    path("papers/verify/", checking.verify, name="paper-verify"),
    path("papers/refresh/", checking.refresh, name="paper-refresh"),
    path("papers/templates/", templates.template_list, name="paper-templates"),
    path("papers/templates/tags/", templates.tags, name="paper-tags"),
    path("papers/templates/upload/", templates.upload, name="paper-template-upload"),
    path("papers/templates/shipped/<str:kind>/", templates.shipped, name="paper-template-shipped"),
    path("papers/templates/<int:number>/", templates.template_page, name="paper-template"),
    path("papers/templates/<int:number>/docx/", templates.download, name="paper-template-docx"),
    path("papers/templates/<int:number>/use/", templates.use, name="paper-template-use"),
    path("papers/templates/<int:number>/retire/", templates.retire, name="paper-template-retire"),
    path("papers/<str:paper>/", issued.paper_page, name="paper"),
    path("papers/<str:paper>/docx/", issued.docx, name="paper-docx"),
    path("papers/<str:paper>/pdf/", issued.pdf, name="paper-pdf"),
    path("papers/<str:paper>/void/", issued.void, name="paper-void"),
]
