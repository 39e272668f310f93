"""Addresses of the workbench and of the leader's screen."""

from __future__ import annotations

from django.urls import path

from liuyou.reports.workbench import views

urlpatterns = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("home/figures/", views.choose, name="home-figures"),
    path("cockpit/", views.cockpit_page, name="cockpit"),
]
