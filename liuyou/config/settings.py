"""Wiring only: which parts exist and how they are joined. Everything a place sets differently comes from LIUYOU_*."""

from __future__ import annotations

import os
from pathlib import Path

from liuyou.config import database, signing_in
from liuyou.config.api import *  # noqa: F403 (every setting of the API)
from liuyou.config.signing_in import *  # noqa: F403 (every setting of signing in)
from liuyou.kernel.secrecy import keys

PACKAGE = Path(__file__).resolve().parent.parent
keys.begin(database.in_use)
SECRET_KEY = keys.web_secret()
DEBUG = os.environ.get("LIUYOU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("LIUYOU_HOSTS", "127.0.0.1,localhost").split(",")

KERNEL_APPS = [
    "secrecy",
    "parameters",
    "orgs",
    "people",
    "access",
    "journal",
    "ledger",
    "intake",
    "documents",
    "catalogue",
    "jobs",
    "web",
    "search",
    "accounts",
    "api",
]
PARTS = ["administration", "reports.workbench", "reports.figures", "reports.papers", "reports.people", "manual"]
ALL_AREAS = {
    file.parent.name: f"liuyou.{part}.{file.parent.name}"
    for part in ("areas", "reports")
    for file in sorted((PACKAGE / part).glob("*/area.py"))
}
"""Code → package. What reports keep records of (returns, standards, targets) is declared as an area is."""
AREA_APPS = {
    name: package
    for name, package in ALL_AREAS.items()
    if name in os.environ.get("LIUYOU_AREAS", ",".join(ALL_AREAS)).split(",")
}
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    *signing_in.BEFORE,
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    *(f"liuyou.kernel.{name}" for name in KERNEL_APPS),
    *AREA_APPS.values(),
    *(f"liuyou.{name}" for name in PARTS),
    *signing_in.AFTER,
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **database.connection(),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("LIUYOU_TEST_DATABASE", "liuyou_test")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "liuyou.config.urls"
WSGI_APPLICATION = "liuyou.config.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "liuyou.kernel.web.shell.secure_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *signing_in.SIGN_IN_MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
FILE_UPLOAD_HANDLERS = [
    "liuyou.kernel.web.quota.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
"""A sheet of 500 people is a form of some thousand fields."""
WHITENOISE_USE_FINDERS = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liuyou.kernel.web.shell.frame",
            ]
        },
    }
]
STATIC_URL = "/static/"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = os.environ.get("LIUYOU_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True
