"""Root addresses: each part brings its own. Whoever may open a page is declared beside its view."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

PARTS = [
    "kernel.accounts",
    "kernel.web",
    "kernel.search",
    "kernel.api",
    "administration",
    "reports.workbench",
    "reports.figures",
    "reports.papers",
    "reports.people",
    "manual",
]
AREAS = [package for package in settings.AREA_APPS.values() if find_spec(f"{package}.urls")]
"""Only an area that needs more than its screens has pages of its own."""
urlpatterns = [path("", include(f"{part}.urls")) for part in (*(f"liuyou.{each}" for each in PARTS), *AREAS)]
