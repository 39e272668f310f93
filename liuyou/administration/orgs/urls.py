"""Addresses of the tree of organisations."""

from __future__ import annotations

from django.urls import path

from liuyou.administration.orgs import views

urlpatterns = [
    path("orgs/", views.org_tree, name="orgs"),
    path("orgs/choose/", views.choose, name="org-choose"),
    path("orgs/<int:org>/", views.org_page, name="org"),
    path("orgs/<int:org>/branch/", views.branch, name="org-branch"),
    path("orgs/<int:org>/found/", views.found_org, name="org-found"),
    path("orgs/<int:org>/<slug:change>/", views.change_org, name="org-change"),
]
