"""Addresses of the API and of its pages."""

from __future__ import annotations

from django.urls import path, re_path

from liuyou.kernel.api import base, figures, orgs, pages, papers, people, records

urlpatterns = [
    path("api/tokens/", pages.token_list, name="api-tokens"),
    path("api/tokens/new/", pages.token_new, name="api-token-new"),
    path("api/tokens/<int:number>/end/", pages.token_end, name="api-token-end"),
    path("api/webhooks/", pages.webhook_list, name="api-webhooks"),
    path("api/webhooks/new/", pages.webhook_new, name="api-webhook-new"),
    path("api/webhooks/<int:number>/", pages.webhook_page, name="api-webhook"),
    path("api/webhooks/<int:number>/try/", pages.webhook_try, name="api-webhook-try"),
    path("api/webhooks/<int:number>/switch/", pages.webhook_switch, name="api-webhook-switch"),
    path("api/webhooks/<int:number>/again/", pages.webhook_again, name="api-webhook-again"),
    path("api/help/", pages.help_page, name="api-help"),
    path("api/v1/openapi.yaml", pages.OpenApi.as_view(), name="api-openapi"),
    *records.addresses(),
    path("api/v1/figures/", figures.Catalogue.as_view(), name="api-figures"),
    path("api/v1/figures/value/", figures.Value.as_view(), name="api-figure-value"),
    path("api/v1/figures/rows/", figures.Rows.as_view(), name="api-figure-rows"),
    path("api/v1/orgs/", orgs.Orgs.as_view(), name="api-orgs"),
    path("api/v1/people/", people.People.as_view(), name="api-people"),
    path("api/v1/people/<int:number>/", people.One.as_view(), name="api-person"),
    path("api/v1/papers/", papers.Papers.as_view(), name="api-papers"),
    path("api/v1/papers/verify/", papers.Verify.as_view(), name="api-paper-verify"),
    path("api/v1/papers/<str:number>/", papers.Paper.as_view(), name="api-paper"),
    path("api/v1/papers/<str:number>/docx/", papers.PaperFile.as_view(), name="api-paper-docx"),
    re_path(r"^api/v1/(?:.*)$", base.Nowhere.as_view(), name="api-nowhere"),
]
