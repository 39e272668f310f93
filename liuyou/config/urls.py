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
AREAS = [f"areas.{name}" for name in settings.AREA_APPS if find_spec(f"liuyou.areas.{name}.urls")]
"""Only an area that needs more than its screens has pages of its own."""
urlpatterns = [path("", include(f"liuyou.{part}.urls")) for part in (*PARTS, *AREAS)]
