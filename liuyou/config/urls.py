"""Root addresses."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.browse import views

urlpatterns = [
    path("", views.home, name="home"),
    path("figure/", views.figure, name="figure"),
    path("documents/<str:number>/", views.document, name="document"),
]
