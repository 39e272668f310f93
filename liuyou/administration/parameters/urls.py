"""Addresses of parameters."""

from __future__ import annotations

from django.urls import path

from liuyou.administration.parameters import views

urlpatterns = [
    path("parameters/", views.parameter_list, name="parameters"),
    path("parameters/overrides/<int:number>/end/", views.end, name="parameter-end"),
    path("parameters/<str:name>/", views.parameter_page, name="parameter"),
    path("parameters/<str:name>/override/", views.override, name="parameter-override"),
]
