"""Addresses of activity types. The records have the addresses that all registers have."""

from __future__ import annotations

from django.urls import path

from liuyou.areas.activities import views

urlpatterns = [
    path("activity-types/", views.type_list, name="activity-types"),
    path("activity-types/new/", views.new_type, name="activity-type-new"),
    path("activity-types/preview/", views.preview, name="activity-type-preview"),
    path("activity-types/<slug:code>/", views.type_page, name="activity-type"),
    path("activity-types/<slug:code>/renew/", views.renew_type, name="activity-type-renew"),
    path("activity-types/<slug:code>/retire/", views.retire, name="activity-type-retire"),
]
