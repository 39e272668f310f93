"""Addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/export/", views.export, name="people-export"),
    path("people/<int:number>/", views.person, name="person"),
    path("people/<int:number>/reveal/", views.reveal, name="person-reveal"),
    path("people/<int:number>/correct/", views.correct, name="person-correct"),
]
