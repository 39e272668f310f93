"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from liuyou.administration.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/days/", views.wholeness, name="journal-days"),
    path("journal/export/", views.export, name="journal-export"),
]
