"""Addresses of the lists by time. The records have the addresses that all registers have."""

from __future__ import annotations

from django.urls import path

from liuyou.areas.officers import views

urlpatterns = [path("officers/terms/", views.terms, name="officers-terms")]
