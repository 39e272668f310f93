"""Addresses of membership beside its registers."""

from __future__ import annotations

from django.urls import path

from liuyou.areas.members import views

urlpatterns = [
    path("members/cleanup/", views.cleanup, name="member-cleanup"),
    path("members/door/", views.own_door, name="member-own-door"),
    path("members/door/<int:number>/", views.door, name="member-door"),
    path("join/<str:token>/", views.join, name="join"),
    path("join/<str:token>/done/", views.joined, name="join-done"),
]
