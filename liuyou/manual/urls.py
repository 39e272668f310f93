"""Addresses of the manual."""

from __future__ import annotations

from django.urls import path

from liuyou.manual import views

urlpatterns = [
    path("help/", views.contents, name="manual"),
    path("help/images/<str:name>", views.image, name="manual-image"),
    path("help/<slug:slug>/", views.chapter, name="manual-page"),
]
